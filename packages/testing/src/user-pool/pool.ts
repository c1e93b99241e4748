import { randomUUID } from 'node:crypto';
import { createFakeFetch, type FetchFault } from '../keys/fake-fetch.ts';
import type { Jwk, Jwks, TestKey } from '../keys/key.ts';
import { type KeyEndpoint, type ListenOptions, startKeyEndpoint } from '../keys/key-endpoint.ts';
import { createKeyRing, type SigningKeys } from '../keys/key-ring.ts';
import { knownOptions } from '../lib/known-options.ts';
import { accessClaims, type IssuerContext, idClaims, machineClaims, signInClaims } from '../tokens/claims.ts';
import { signCompact } from '../tokens/jws.ts';
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
  tokenOptions,
  userTokenNames,
} from '../tokens/token-options.ts';
import { assertClientId, type UserPoolNames, userPoolNames } from './names.ts';

/** Options of {@link createTestPool}. */
export interface TestPoolOptions {
  /** Default `eu-west-1_TestPool1`. It must look like a production id. */
  readonly userPoolId?: string;
  /** The default app client of tokens; default `4f9test8client7id6of5pool4`. */
  readonly clientId?: string;
  /** Milliseconds since the epoch; default `Date.now`. The verifier under test needs {@link TestPool.clock}. */
  readonly clock?: () => number;
  /** Signing keys, such as those of an earlier run. Default two new ones. */
  readonly keys?: SigningKeys;
  /** Additional published keys, for example hostile ones. */
  readonly extraJwks?: readonly Jwk[];
}

/** Verifier options to trust the pool and to fetch its keys without a network. */
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

/** A user pool in the test process, made by {@link createTestPool}. */
export interface TestPool extends UserPoolNames {
  /** The default app client of tokens. */
  readonly clientId: string;
  /** The `sub` of the default user, `test-user`: a random UUID, the same for the life of the pool. */
  readonly subject: string;
  /** The current signing keys. */
  readonly keys: SigningKeys;
  /** The number of calls of {@link TestPool.fetch}. */
  readonly fetchCount: number;
  /** `{ userPoolId, clientId, keys: { fetch } }`, to spread into `createVerifier`. */
  readonly options: TestPoolVerifierOptions;

  /** The pool's time in milliseconds since the epoch. Give it to the verifier, and {@link TestPool.advance} moves both. */
  readonly clock: () => number;
  /** Advances the clock. A verifier looks up a rotated key after 6 seconds; a token expires after an hour. */
  advance(seconds: number): void;
  /** The pool's time in whole seconds since the epoch, for claims such as `nbf`. */
  now(): number;
  /** A signed access token of a user, with every claim of Cognito's. */
  accessToken(options?: AccessTokenOptions): string;
  /** A signed ID token of a user. */
  idToken(options?: IdTokenOptions): string;
  /**
   * The access and ID token of one sign-in. They share `origin_jti`, `event_id`, `auth_time`, `iat` and `exp`, as
   * Cognito's do: a sign-out with one revokes the other.
   */
  signIn(options?: SignInOptions): SignInTokens;
  /** A signed client-credentials access token: no user, `sub` is the client id. */
  machineToken(options?: MachineTokenOptions): string;
  /** Signs exactly this header and payload with RS256. */
  sign(options: SignOptions): string;

  /** A copy of the published key set. */
  jwks(): Jwks;
  /** Signs with a new pair of keys from now on; the old keys stay published. @returns The new pair. */
  rotateKeys(): SigningKeys;
  /**
   * Stops publishing the key with this `kid`, even a signing key; default: every key that no longer signs.
   *
   * @throws TypeError when no published key matches.
   */
  withdrawKey(kid?: string): void;
  /** Replaces the access key by another one with the same `kid`. @returns The new key. */
  replaceKey(): TestKey;

  /** A `fetch` that serves the key set at the key URL of either issuer, and 404 elsewhere. */
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Makes {@link TestPool.fetch} fail this way from now on; `undefined` ends the fault. */
  failFetch(fault: FetchFault | undefined): void;
  /** Publishes the keys over HTTP on 127.0.0.1. */
  listen(options?: ListenOptions): Promise<KeyEndpoint>;
}

/**
 * Creates a Cognito user pool for tests: real RSA keys, tokens like Cognito's, a key set that rotates and fails on command.
 * It runs in the process and needs no network.
 *
 * @throws TypeError that names an invalid option (the promise rejects).
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
    'keys',
    'extraJwks',
  ]);
  // Reads Date.now on each call, so that fake timers work when they are installed later.
  const { clock: baseClock = () => Date.now() } = options;
  const names = userPoolNames(options.userPoolId ?? 'eu-west-1_TestPool1');
  assertClientId(clientId);
  if (typeof baseClock !== 'function') throw new TypeError('createTestPool: "clock" must be a function');

  const ring = createKeyRing(extraJwks, options.keys);
  const fake = createFakeFetch(names, ring.jwks);
  const subject = randomUUID();

  let advancedMs = 0;
  const clock = (): number => baseClock() + advancedMs;
  const now = (): number => Math.floor(clock() / 1000);
  const context = (): IssuerContext => ({ issuer: names.issuer, clientId, subject, now: now() });
  const issue = (claims: object, { key, header }: TokenOptions, signer: TestKey): string => {
    const { kid } = key ?? signer;
    // JSON.stringify omits undefined members, which removes a claim. Cognito escapes slashes.
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
      issue(accessClaims(context(), tokenOptions('accessToken', token, accessTokenNames)), token, ring.signing.access),
    idToken: (token = {}) =>
      issue(idClaims(context(), tokenOptions('idToken', token, userTokenNames)), token, ring.signing.id),
    signIn: (options = {}) => {
      const { scope, ...user } = tokenOptions('signIn', options, signInNames);
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
        machineClaims(context(), tokenOptions('machineToken', token, machineTokenNames)),
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
