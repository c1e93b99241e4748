import { randomUUID } from 'node:crypto';
import type { Client } from './options/client-options.ts';
import { readTexts } from './options/option-values.ts';
import { fail, readObject, readOptional, readRequired } from './options/readers.ts';
import type { LocalPool } from './pool/local-pool.ts';
import type { User } from './pool/users.ts';

/** Options of {@link LocalSignIn.signIn}. */
export interface SignInOptions {
  /** Default the first client. */
  readonly clientId?: string;
  /** Default all scopes of the client. */
  readonly scopes?: readonly string[];
}

/** Tokens of a sign-in without a browser. */
export interface SignedIn {
  readonly accessToken: string;
  /** Undefined without the scope `openid`. */
  readonly idToken: string | undefined;
  readonly refreshToken: string;
}

/** What Playwright takes as `storageState`: a browser that is signed in to managed login. */
export interface BrowserState {
  readonly cookies: {
    name: string;
    value: string;
    domain: string;
    path: string;
    /** Seconds since the epoch. */
    expires: number;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'Lax';
  }[];
  readonly origins: [];
}

const userOf = ({ users }: LocalPool, at: string, username: unknown): User =>
  (typeof username === 'string' ? users.find(username) : undefined) ?? fail(at, username, 'a user of the pool');

const clientOf = ({ clients }: LocalPool, clientId: unknown): Client =>
  (typeof clientId === 'string' ? clients.get(clientId) : undefined) ??
  fail('signIn: clientId', clientId, `one of ${[...clients.keys()].join(', ')}`);

/** Signs a user in without a browser. */
export const signIn = (pool: LocalPool, username: string, options: SignInOptions): SignedIn => {
  const user = userOf(pool, 'signIn: username', username);
  const from = readObject('signIn', options, ['clientId', 'scopes']);
  const [first] = pool.clients.keys();
  const client = readRequired({ clientId: first, ...from }, 'clientId', (given) => clientOf(pool, given));
  const scopes = readOptional(from, 'scopes', client.scopes, readTexts('signIn: scopes', 'an array of scopes'));
  const grant = Object.freeze({
    clientId: client.clientId,
    username: user.username,
    scopes,
    authTime: Math.floor(pool.config.clock() / 1000),
    originJti: randomUUID(),
    eventId: randomUUID(),
    acr: undefined,
    amr: undefined,
    resource: undefined,
  });
  return {
    ...pool.tokens.issue(client, user, grant),
    refreshToken: pool.refreshTokens.add(grant, client.refreshTokenSeconds),
  };
};

/** Starts a session of managed login, and returns its cookie. */
export const browserState = (pool: LocalPool, username: string): BrowserState => {
  const user = userOf(pool, 'browserState: username', username);
  const { id, authTime } = pool.sessions.start({ username: user.username, methods: ['pwd'], provider: undefined });
  const { host, https } = pool.config;
  return {
    cookies: [
      {
        name: 'cognito',
        value: id,
        domain: host === '::1' ? '[::1]' : host,
        path: '/',
        expires: authTime + 3_600,
        httpOnly: true,
        secure: https,
        sameSite: 'Lax',
      },
    ],
    origins: [],
  };
};
