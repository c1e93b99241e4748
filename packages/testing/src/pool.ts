import { randomUUID } from 'node:crypto';
import { accessClaims, type IssuerContext, idClaims, machineClaims, signInClaims } from './claims.ts';
import { createFakeFetch, type FetchFault } from './fake-fetch.ts';
import { signCompact } from './jws.ts';
import { type KeyEndpoint, type ListenOptions, startKeyEndpoint } from './key-endpoint.ts';
import { createKeyRing, type SigningKeys } from './key-ring.ts';
import type { Jwk, Jwks, TestKey } from './keys.ts';
import { knownOptions } from './known-options.ts';
import {
  type AccessTokenOptions,
  accessTokenNames,
  type IdTokenOptions,
  type MachineTokenOptions,
  machineTokenNames,
  type SignInOptions,
  type SignOptions,
  signInNames,
  type TokenOptions,
  userTokenNames,
} from './token-options.ts';
import { assertClientId, type UserPoolNames, userPoolNames } from './user-pool.ts';

/** Options of {@link createTestPool}. */
export interface TestPoolOptions {
  /** Default `eu-west-1_TestPool1`. It must look like a production id. */
  readonly userPoolId?: string;
  /** The app client tokens are for by default; default `4f9test8client7id6of5pool4`. */
  readonly clientId?: string;
  /** Milliseconds since the epoch; default `Date.now`. Give the verifier under test the same clock. */
  readonly clock?: () => number;
  /** Keys to publish beside the pool's own, for example hostile ones. */
  readonly extraJwks?: readonly Jwk[];
}

/** What to spread into a verifier's options so that it trusts the pool and fetches its keys without a network. */
export interface TestPoolVerifierOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly keys: { readonly fetch: TestPool['fetch'] };
}

/** The tokens of one sign-in. */
export interface SignInTokens {
  readonly accessToken: string;
  readonly idToken: string;
}

/** A user pool that lives in the test process. Made by {@link createTestPool}. */
export interface TestPool extends UserPoolNames {
  /** The app client that tokens are for by default. */
  readonly clientId: string;
  /** The `sub` of the default user, `test-user`: a random UUID, the same for the life of the pool. */
  readonly subject: string;
  /** The keys that sign now. */
  readonly keys: SigningKeys;
  /** How often {@link TestPool.fetch} was called. */
  readonly fetchCount: number;
  /** `{ userPoolId, clientId, keys: { fetch } }`, to spread into `createVerifier`. */
  readonly options: TestPoolVerifierOptions;

  /** The pool's time in milliseconds since the epoch. Give it to the verifier, and {@link TestPool.advance} moves both. */
  readonly clock: () => number;
  /** Lets time pass: 6 seconds until a rotated key is looked up, an hour until a token expires. */
  advance(seconds: number): void;
  /** The pool's time in whole seconds since the epoch, for claims such as `nbf`. */
  now(): number;
  /** A signed access token of a user, with every claim Cognito puts there. */
  accessToken(options?: AccessTokenOptions): string;
  /** A signed ID token of a user. */
  idToken(options?: IdTokenOptions): string;
  /**
   * The access and ID token of one sign-in. They share `origin_jti`, `event_id`, `auth_time`, `iat` and `exp`, as Cognito's
   * do, so that a sign-out with one revokes the other.
   */
  signIn(options?: SignInOptions): SignInTokens;
  /** A signed client-credentials access token: no user, `sub` is the client id. */
  machineToken(options?: MachineTokenOptions): string;
  /** Signs exactly this header and payload with RS256, however hostile they are. */
  sign(options: SignOptions): string;

  /** The key set as published now: a fresh copy. */
  jwks(): Jwks;
  /** Adds a new pair of keys and signs with it from now on; the old keys stay published. Returns the new pair. */
  rotateKeys(): SigningKeys;
  /**
   * Stops publishing the key with this `kid`, even one that still signs; default: every key that no longer signs.
   * Throws a TypeError when that withdraws nothing.
   */
  withdrawKey(kid?: string): void;
  /** Gives the access key new material under the same `kid`, and returns it. */
  replaceKey(): TestKey;

  /** A `fetch` that serves the key set at either issuer's key address, and 404 elsewhere. */
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Makes {@link TestPool.fetch} fail this way from now on; `undefined` heals it. */
  failFetch(fault: FetchFault | undefined): void;
  /** Publishes the keys over real HTTP on 127.0.0.1. */
  listen(options?: ListenOptions): Promise<KeyEndpoint>;
}

/**
 * Makes a Cognito user pool for tests: real RSA keys, tokens shaped like Cognito's, a key set that rotates and fails
 * on command. Nothing leaves the process.
 *
 * @throws TypeError, naming the option, when one is not usable (the promise rejects).
 *
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { createTestPool } from '@cognito-guard/testing';
 *
 * const pool = await createTestPool();
 * const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
 *
 * await verifier.verify(pool.accessToken({ groups: ['admins'], scope: ['orders/read'] }));
 * await verifier.verify(pool.accessToken({ expiresIn: -60 })); // rejects: token_expired
 * ```
 */
export async function createTestPool(options: TestPoolOptions = {}): Promise<TestPool> {
  const { clientId = '4f9test8client7id6of5pool4', extraJwks = [] } = knownOptions('createTestPool', options, [
    'userPoolId',
    'clientId',
    'clock',
    'extraJwks',
  ]);
  // Looked up when called, so that fake timers installed later are seen.
  const { clock: baseClock = () => Date.now() } = options;
  const names = userPoolNames(options.userPoolId ?? 'eu-west-1_TestPool1');
  assertClientId(clientId);
  if (typeof baseClock !== 'function') throw new TypeError('createTestPool: "clock" must be a function');

  const ring = createKeyRing(extraJwks);
  const fake = createFakeFetch(names, ring.jwks);
  const subject = randomUUID();

  let advancedMs = 0;
  const clock = (): number => baseClock() + advancedMs;
  const now = (): number => Math.floor(clock() / 1000);
  const context = (): IssuerContext => ({ issuer: names.issuer, clientId, subject, now: now() });
  const issue = (claims: object, { key, header }: TokenOptions, signer: TestKey): string => {
    const { kid } = key ?? signer;
    // JSON.stringify leaves out members that are undefined: that is how an option removes a claim. Cognito escapes slashes.
    const payload = JSON.stringify(claims).replaceAll('/', '\\/');
    return signCompact({ kid, alg: 'RS256', ...header }, payload, key ?? signer);
  };

  return {
    ...names,
    clientId,
    subject,
    get keys() {
      return ring.signing;
    },
    get fetchCount() {
      return fake.count;
    },
    options: Object.freeze({ userPoolId: names.userPoolId, clientId, keys: Object.freeze({ fetch: fake.fetch }) }),
    clock,
    advance: (seconds) => {
      advancedMs += seconds * 1000;
    },
    now,
    accessToken: (token = {}) =>
      issue(accessClaims(context(), knownOptions('accessToken', token, accessTokenNames)), token, ring.signing.access),
    idToken: (token = {}) =>
      issue(idClaims(context(), knownOptions('idToken', token, userTokenNames)), token, ring.signing.id),
    signIn: (options = {}) => {
      const { scope, ...user } = knownOptions('signIn', options, signInNames);
      const claims = { ...signInClaims(), ...user.claims };
      return {
        accessToken: issue(
          accessClaims(context(), { ...user, claims, ...(scope !== undefined && { scope }) }),
          user,
          ring.signing.access,
        ),
        idToken: issue(idClaims(context(), { ...user, claims }), user, ring.signing.id),
      };
    },
    machineToken: (token = {}) =>
      issue(
        machineClaims(context(), knownOptions('machineToken', token, machineTokenNames)),
        token,
        ring.signing.access,
      ),
    sign: ({ header, payload, key = ring.signing.access }) => signCompact(header, payload, key),
    jwks: ring.jwks,
    rotateKeys: ring.rotate,
    withdrawKey: ring.withdraw,
    replaceKey: ring.replace,
    fetch: fake.fetch,
    failFetch: fake.fail,
    listen: (listenOptions) => startKeyEndpoint(names.userPoolId, ring.jwks, listenOptions),
  };
}
