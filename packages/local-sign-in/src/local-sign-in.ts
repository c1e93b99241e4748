import type { FetchFunction } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import type { TestIdentityPool } from '@cognito-guard/testing/identity-pool';
import { startIdentityPool } from './api/identity-pool-api.ts';
import {
  type BrowserState,
  browserState,
  currentCode,
  machineToken,
  type SignedIn,
  type SignInOptions,
  signIn,
} from './fixtures.ts';
import type { LocalSignInOptions } from './options/local-sign-in-options.ts';
import { readOptions } from './options/options.ts';
import { createLocalPool } from './pool/local-pool.ts';
import { createApp } from './server/app.ts';
import { banner } from './server/banner.ts';
import { makeCertificate } from './server/certificate.ts';
import { startServer } from './server/server.ts';
import { restoreState, stateOf } from './state/pool-state.ts';
import { StateFile } from './state/state-file.ts';
import { loadKey } from './state/stored-key.ts';

/** What to spread into a verifier's options so that it trusts the local pool. */
export interface LocalVerifierOptions {
  readonly userPoolId: string;
  readonly issuer: string;
  readonly jwksUri: string;
  /** Reads the keys in the process, so that a generated certificate needs no trust. */
  readonly keys: { readonly fetch: FetchFunction };
  /** The pool's own clock: milliseconds since the epoch. */
  readonly clock: () => number;
}

/** A running local user pool. Made by {@link createLocalSignIn}. */
export interface LocalSignIn extends AsyncDisposable {
  /** Where managed login is, such as `http://localhost:9230`: what AWS calls the user pool domain. */
  readonly origin: string;
  /** `<origin>/<userPoolId>`: `iss` of the tokens, and where discovery is. */
  readonly issuer: string;
  readonly userPoolId: string;
  /** To spread into `createVerifier`, beside `clientId` and `tokenUse`. */
  readonly options: LocalVerifierOptions;
  /** The certificate in PEM, for `ca` and `NODE_EXTRA_CA_CERTS`; undefined without `https`. */
  readonly certificate: string | undefined;
  /** What a terminal shows at start: that it is for development only, and what there is. */
  readonly banner: string;
  /**
   * Signs a user in without a browser, for tests of an API. It skips the second factor of a user who has one.
   *
   * @throws TypeError for what the pool would not issue: an unknown or unconfirmed user, a client that the user cannot
   * sign in at, a scope that the client lacks (the promise rejects).
   */
  signIn(username: string, options?: SignInOptions): Promise<SignedIn>;
  /**
   * The access token of a machine client.
   *
   * @param options - `clientId`: default the first client with `client_credentials`. `scopes`: default all of the client.
   * @throws TypeError for another client and for a scope that the client lacks (the promise rejects).
   */
  machineToken(options?: SignInOptions): Promise<string>;
  /**
   * A browser that is signed in to managed login by password: `storageState` of Playwright's `newContext`.
   *
   * @throws TypeError for an unknown user, and for one whose status is not `CONFIRMED`.
   */
  browserState(username: string): BrowserState;
  /**
   * The current code of a user's authenticator app, 6 digits. It is valid for 30 seconds, and for 30 before and after.
   *
   * @throws TypeError for an unknown user, and for one without an authenticator app.
   */
  totp(username: string): string;
  /** The identity pool of the options: it knows the sessions of the credentials that it issued. Undefined without. */
  readonly identityPool: TestIdentityPool | undefined;
  /** Answers a request in the process, without a network. */
  fetch(request: Request): Promise<Response>;
  /** Drops open connections and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a local Cognito user pool with managed login, for development: real OAuth endpoints and pages on the loopback
 * interface. Keys and users live as long as the process, or in the file of `state`.
 *
 * @throws TypeError naming the option, when one is not usable (the promise rejects).
 *
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { createLocalSignIn } from '@cognito-guard/local-sign-in';
 *
 * const local = await createLocalSignIn({
 *   port: 9230,
 *   clients: [{ clientId: 'web', callbackUrls: ['http://localhost:3000/callback'] }],
 *   users: [{ username: 'alice', password: 'Password1!', email: 'alice@example.com', groups: ['admins'] }],
 * });
 * const verifier = createVerifier({ ...local.options, clientId: 'web', tokenUse: 'access' });
 * ```
 */
export const createLocalSignIn = async (options: LocalSignInOptions): Promise<LocalSignIn> => {
  const config = readOptions(options);
  const { userPoolId, clock } = config;
  const file = config.state === undefined ? undefined : new StateFile(config.state);
  const saved = file?.read(userPoolId);
  const keys = await createTestPool({
    userPoolId,
    clock,
    ...(saved && { keys: { access: loadKey(saved.keys.access), id: loadKey(saved.keys.id) } }),
  });
  const certificate = config.https ? await makeCertificate(new Date(config.clock())) : undefined;
  // The issuer has the port in it, which is known once the server listens.
  let answer = (_: Request): Response | Promise<Response> => new Response(null, { status: 503 });
  const port = config.port === 0 ? (saved?.port ?? 0) : config.port;
  const server = await startServer({ ...config, port }, certificate, (request) => answer(request));
  const pool = createLocalPool(config, keys, server.origin);
  if (saved !== undefined) restoreState(pool, saved);
  try {
    file?.start(stateOf(pool));
  } catch (error) {
    await server.close();
    throw error;
  }
  const save = (): void => file?.write(stateOf(pool));
  /** Writes the state before the result leaves the pool. */
  const saving = async <T>(result: T | Promise<T>): Promise<T> => {
    const awaited = await result;
    save();
    return awaited;
  };
  const identityPool = await startIdentityPool(config, keys, pool.issuer);
  const app = createApp(pool, identityPool, save);
  const fetch = async (request: Request): Promise<Response> => app.fetch(request);
  answer = fetch;
  const { issuer } = pool;
  const close = async (): Promise<void> => {
    await Promise.all([server.close(), identityPool?.close()]);
  };
  return {
    origin: server.origin,
    issuer,
    userPoolId: config.userPoolId,
    options: Object.freeze({
      userPoolId: config.userPoolId,
      issuer,
      jwksUri: `${issuer}/.well-known/jwks.json`,
      keys: Object.freeze({ fetch: (url: string, init?: RequestInit) => fetch(new Request(url, init)) }),
      clock: config.clock,
    }),
    certificate: certificate?.cert,
    banner: banner(pool, saved && config.state),
    signIn: (username, given = {}) => saving(signIn(pool, username, given)),
    machineToken: (given = {}) => machineToken(pool, given),
    browserState: (username) => {
      const state = browserState(pool, username);
      save();
      return state;
    },
    totp: (username) => currentCode(pool, username),
    identityPool,
    fetch,
    close,
    [Symbol.asyncDispose]: close,
  };
};
