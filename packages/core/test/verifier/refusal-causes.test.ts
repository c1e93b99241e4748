import {
  AuthError,
  createVerifier,
  type OnePoolOptions,
  type Requirements,
  type ResolvedPoolsOptions,
  type TokenIdentity,
  type VerifierEvent,
  type VerifierOptions,
} from '@cognito-guard/core';
import { breakSignature, createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../support/outcome.ts';

const pool = await createTestPool();
const { userPoolId } = pool;
const options: OnePoolOptions = { ...pool.options, tokenUse: 'access' };

const storeThat = (isRevoked: (token: TokenIdentity) => Promise<boolean>): Partial<OnePoolOptions> => ({
  revocation: { store: { isRevoked } },
});
const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { code: 'ECONNREFUSED' });

interface Case {
  readonly code: string;
  readonly cause: string;
  readonly token: unknown;
  readonly options?: Partial<OnePoolOptions>;
  /** Options that replace the verifier for one pool. */
  readonly verifier?: ResolvedPoolsOptions;
  readonly requirements?: Requirements;
  /** Default the pool of the verifier: the token's issuer is its own. */
  readonly pool?: undefined;
}

const cases: readonly Case[] = [
  { code: 'malformed_token', cause: 'The token must be a string.', token: 1, pool: undefined },
  { code: 'malformed_token', cause: 'A JWT has three parts, separated by dots.', token: 'text', pool: undefined },
  {
    code: 'malformed_token',
    cause: 'The token is longer than maxTokenLength.',
    token: pool.accessToken({ claims: { note: 'x'.repeat(9_000) } }),
    pool: undefined,
  },
  {
    code: 'malformed_token',
    cause: 'alg must be RS256.',
    token: pool.accessToken({ header: { alg: 'HS256' } }),
    pool: undefined,
  },
  {
    code: 'wrong_issuer',
    cause: 'iss is not the issuer of an accepted user pool.',
    token: pool.accessToken({ claims: { iss: 'https://issuer.test' } }),
    pool: undefined,
  },
  {
    code: 'unknown_key',
    cause: 'The key set of the user pool has no key with the kid of the token.',
    token: pool.accessToken({ header: { kid: 'another' } }),
  },
  {
    code: 'wrong_issuer',
    cause: 'iss does not have the form of a Cognito issuer.',
    token: pool.accessToken({ claims: { iss: 'https://issuer.test' } }),
    verifier: { resolvePool: () => undefined },
    pool: undefined,
  },
  {
    code: 'wrong_issuer',
    cause: 'resolvePool returned no pool with this iss.',
    token: pool.accessToken(),
    verifier: { resolvePool: () => undefined },
    pool: undefined,
  },
  {
    code: 'invalid_signature',
    cause: 'The signature does not match the key that kid names.',
    token: breakSignature(pool.accessToken()),
  },
  {
    code: 'token_expired',
    cause: 'The token expired more than clockToleranceSeconds ago.',
    token: pool.accessToken({ expiresIn: -60 }),
  },
  {
    code: 'token_not_active',
    cause: 'nbf is more than clockToleranceSeconds in the future: do the clocks differ?',
    token: pool.accessToken({ claims: { nbf: pool.now() + 60 } }),
  },
  { code: 'wrong_token_use', cause: 'The token is an ID token, and tokenUse is access.', token: pool.idToken() },
  {
    code: 'wrong_token_use',
    cause: 'The token is an access token, and tokenUse is id.',
    token: pool.accessToken(),
    options: { tokenUse: 'id' },
  },
  {
    code: 'wrong_token_use',
    cause: 'token_use must be access or id.',
    token: pool.accessToken({ claims: { token_use: 'refresh' } }),
  },
  {
    code: 'wrong_client',
    cause: 'client_id of the access token is not in clientId.',
    token: pool.accessToken({ clientId: 'another' }),
  },
  {
    code: 'wrong_client',
    cause: 'aud of the ID token is not in clientId.',
    token: pool.idToken({ clientId: 'another' }),
    options: { tokenUse: null },
  },
  {
    code: 'wrong_client',
    cause: 'The token names no client.',
    token: pool.accessToken({ claims: { client_id: undefined } }),
  },
  {
    code: 'wrong_audience',
    cause: 'aud of the access token names another API, and the option audience is not set.',
    token: pool.accessToken({ claims: { aud: 'https://other.test' } }),
  },
  {
    code: 'wrong_audience',
    cause: 'aud of the access token is not in the option audience.',
    token: pool.accessToken({ claims: { aud: 'https://other.test' } }),
    options: { audience: 'https://api.test' },
  },
  {
    code: 'wrong_audience',
    cause: 'The access token has no aud, and the option audience requires one.',
    token: pool.accessToken(),
    options: { audience: 'https://api.test' },
  },
  {
    code: 'invalid_claims',
    cause: 'exp and iat must be numbers.',
    token: pool.accessToken({ claims: { exp: 'soon' } }),
  },
  {
    code: 'insufficient_scope',
    cause: 'The token does not meet allScopes.',
    token: pool.accessToken(),
    requirements: { allScopes: ['orders/write'] },
  },
  {
    code: 'insufficient_scope',
    cause: 'The token does not meet anyScope.',
    token: pool.accessToken(),
    requirements: { anyScope: ['orders/write'] },
  },
  {
    code: 'insufficient_group',
    cause: 'The token does not meet allGroups.',
    token: pool.accessToken(),
    requirements: { allGroups: ['admins'] },
  },
  {
    code: 'insufficient_group',
    cause: 'The token does not meet anyGroup.',
    token: pool.accessToken(),
    requirements: { anyGroup: ['admins'] },
  },
  {
    code: 'forbidden',
    cause: 'check returned false.',
    token: pool.accessToken(),
    requirements: { check: () => false },
  },
  {
    code: 'token_revoked',
    cause: 'The token is revoked in the revocation store.',
    token: pool.accessToken(),
    options: storeThat(async () => true),
  },
  {
    code: 'revocation_unavailable',
    cause: 'The revocation store failed: ECONNREFUSED.',
    token: pool.accessToken(),
    options: storeThat(() => Promise.reject(refused)),
  },
  {
    code: 'keys_unavailable',
    cause: 'The clock did not return a finite number.',
    token: pool.accessToken(),
    options: { clock: () => Number.NaN },
  },
  {
    code: 'keys_unavailable',
    cause: 'The key set is not available: not_a_key_set.',
    token: pool.accessToken(),
    options: { keys: { fetch: async () => new Response('<html>') } },
  },
];

describe('a refusal has a fixed cause, and its event has the cause and the pool where it is known', () => {
  test.each(cases)('$code: $cause', async ({ code, cause, token, requirements, ...rest }) => {
    const events: VerifierEvent[] = [];
    const onEvent = (event: VerifierEvent): void => void events.push(event);
    const given: VerifierOptions = rest.verifier ?? { ...options, ...rest.options };
    const verifier = createVerifier({ ...given, onEvent });
    const error = await refusalOf(verifier.verify(token as string, requirements));
    expect(error).toMatchObject({ code, cause: { message: cause } });
    const told = 'pool' in rest ? undefined : userPoolId;
    const event = { type: 'rejected', code, cause, userPoolId: told, microseconds: expect.any(Number) };
    expect(events.filter(({ type }) => type === 'rejected')).toEqual([event]);
  });

  test('concurrent requests that share the verification of a bad token have the same cause', async () => {
    const events: VerifierEvent[] = [];
    const verifier = createVerifier({ ...options, onEvent: (event) => events.push(event) });
    const token = breakSignature(pool.accessToken());
    await Promise.allSettled([1, 2, 3].map(() => verifier.verify(token)));
    const pools = events.flatMap((event) => (event.type === 'rejected' ? [event.userPoolId] : []));
    expect(pools).toEqual([userPoolId, userPoolId, userPoolId]);
  });

  test('an unpublished kid is not fetched again within 5 seconds, and the cause names this rule', async () => {
    const verifier = createVerifier(options);
    const token = pool.accessToken({ header: { kid: 'another' } });
    await refusalOf(verifier.verify(token));
    const { cause } = await refusalOf(verifier.verify(token));
    const rule = 'The key set has no key with this kid, and was fetched less than 5 seconds ago.';
    expect(cause).toMatchObject({ message: rule });
  });

  test("a cause of the application's own is not in the event, which goes to logs", async () => {
    const events: VerifierEvent[] = [];
    const verifier = createVerifier({ ...options, onEvent: (event) => events.push(event) });
    const check = (): never => {
      throw new AuthError('forbidden', { cause: new AuthError('forbidden', { message: 'alice owes 5' }) });
    };
    await refusalOf(verifier.verify(pool.accessToken(), { check }));
    expect(events.at(-1)).toMatchObject({ type: 'rejected', code: 'forbidden', cause: undefined, userPoolId });
  });
});
