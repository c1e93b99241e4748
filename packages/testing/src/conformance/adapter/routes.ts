import type { ConformanceTokenSource } from './token-source.ts';
import { conformanceClient } from './vocabulary.ts';

/** One `authenticate` middleware of a route. */
export interface ConformanceAuthentication {
  readonly optional: boolean;
  /** The accepted sources of the token. */
  readonly sources: readonly ConformanceTokenSource[];
}

/** The requirements of a route. */
interface ConformanceRequirements {
  readonly allScopes?: readonly string[];
  readonly anyGroup?: readonly string[];
  readonly acr?: string;
  readonly maxAuthAgeSeconds?: number;
}

/** One route of the app that an adapter mounts to run the suite. */
export interface ConformanceRoute {
  readonly method: 'GET' | 'DELETE';
  readonly path: string;
  /** Each mounted `authenticate`, in order, all with the same verifier. The last one determines the caller. */
  readonly authenticate: readonly ConformanceAuthentication[];
  /** The requirements of `authorize`; `null`: not mounted. */
  readonly authorize: ConformanceRequirements | null;
}

const bearer: ConformanceTokenSource = { from: 'bearer' };
const cookie: ConformanceTokenSource = { from: 'cookie', name: 'session' };
const cookieOfOrigins: ConformanceTokenSource = { ...cookie, options: { origins: ['https://app.example.com'] } };
const cookieOfAnySite: ConformanceTokenSource = { ...cookie, options: { crossSite: 'accept' } };
const query: ConformanceTokenSource = { from: 'query', name: 'access_token' };
const amplify: ConformanceTokenSource = { from: 'amplifyCookie', clientId: conformanceClient };
const socket: ConformanceTokenSource = { from: 'webSocketProtocol' };

/**
 * The routes of the app that an adapter mounts to run the suite, with a verifier for the world's `pool`.
 *
 * - Each route answers 200 with the JSON body `{ "subject": string | null }`: the caller's `auth.subject`, or null
 *   for an anonymous caller.
 * - On an `AuthError` the app answers the error's status and headers, and puts its code into `x-auth-code`.
 * - No realm is configured.
 */
export const conformanceRoutes: readonly ConformanceRoute[] = [
  { method: 'GET', path: '/public', authenticate: [], authorize: null },
  { method: 'GET', path: '/me', authenticate: [{ optional: false, sources: [bearer] }], authorize: null },
  {
    method: 'GET',
    path: '/orders',
    authenticate: [{ optional: false, sources: [bearer] }],
    authorize: { allScopes: ['orders/read'] },
  },
  {
    method: 'DELETE',
    path: '/orders',
    authenticate: [{ optional: false, sources: [bearer] }],
    authorize: { allScopes: ['orders/write'], anyGroup: ['admins', 'ops'] },
  },
  {
    method: 'GET',
    path: '/payments',
    authenticate: [{ optional: false, sources: [bearer] }],
    authorize: { acr: 'urn:cognito:loa:3', maxAuthAgeSeconds: 300 },
  },
  { method: 'GET', path: '/optional', authenticate: [{ optional: true, sources: [bearer] }], authorize: null },
  { method: 'GET', path: '/cookie', authenticate: [{ optional: false, sources: [cookie] }], authorize: null },
  { method: 'DELETE', path: '/cookie', authenticate: [{ optional: false, sources: [cookie] }], authorize: null },
  {
    method: 'GET',
    path: '/cookie-origins',
    authenticate: [{ optional: false, sources: [cookieOfOrigins] }],
    authorize: null,
  },
  {
    method: 'GET',
    path: '/cookie-any-site',
    authenticate: [{ optional: false, sources: [cookieOfAnySite] }],
    authorize: null,
  },
  { method: 'GET', path: '/amplify', authenticate: [{ optional: false, sources: [amplify] }], authorize: null },
  { method: 'GET', path: '/socket', authenticate: [{ optional: false, sources: [bearer, socket] }], authorize: null },
  { method: 'GET', path: '/query', authenticate: [{ optional: false, sources: [query] }], authorize: null },
  { method: 'GET', path: '/either', authenticate: [{ optional: false, sources: [bearer, cookie] }], authorize: null },
  {
    method: 'GET',
    path: '/twice',
    authenticate: [
      { optional: false, sources: [bearer] },
      { optional: false, sources: [cookie] },
    ],
    authorize: null,
  },
  {
    method: 'GET',
    path: '/again',
    authenticate: [
      { optional: false, sources: [bearer] },
      { optional: true, sources: [cookie] },
      { optional: false, sources: [bearer] },
    ],
    authorize: { allScopes: ['orders/read'] },
  },
];
