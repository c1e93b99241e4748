import { mock } from 'node:test';
import { createTestKey, createTestPool, decodeToken, type Jwks, type TestKey } from '@cognito-guard/testing';
import type fc from 'fast-check';
import { type Mutant, makeMutants, type Source } from '../../../packages/core/test/support/token-mutations.ts';
import { chosen } from './choices.ts';

/** Seconds since the epoch. aws-jwt-verify reads the system clock, so the tests freeze it. */
export const now = 1_800_000_000;
mock.timers.enable({ apis: ['Date'], now: now * 1000 });

/** A key without alg: aws-jwt-verify then uses the token's alg. */
const bare = createTestKey();

/** The trusted pool. */
export const pool = await createTestPool({ extraJwks: [{ ...bare.jwk, alg: undefined }] });
/** A pool that no verifier trusts. */
export const otherPool = await createTestPool({ userPoolId: 'eu-west-1_OtherPool', clientId: 'anotherclient' });

/** The published keys after JSON serialization, which omits undefined members. */
export const jwks: Jwks = JSON.parse(JSON.stringify(pool.jwks()));

const source = (kind: string, key: TestKey, token: string): Source => {
  const { header, payload } = decodeToken(token);
  return { kind, header, claims: payload, key, token };
};

const { access, id } = pool.keys;
// Some were issued an hour ago, because a token with a current iat cannot be expired, regardless of its exp.
const earlier = { iat: now - 3_600 };
const scopes = { scope: 'orders/read orders/write', groups: ['admins'] };
const sources = [
  source('access', access, pool.accessToken({ ...scopes, claims: { nbf: now } })),
  source('ID', id, pool.idToken({ groups: ['admins'], claims: earlier })),
  source('machine', access, pool.machineToken({ claims: earlier })),
  source('bound to an API', access, pool.accessToken({ claims: { ...earlier, aud: 'https://api.example' } })),
  source('updated issuer', access, pool.accessToken({ ...scopes, claims: { iss: pool.updatedIssuer } })),
  source('key without alg', bare, pool.idToken({ key: bare })),
  source('other pool', otherPool.keys.access, otherPool.accessToken()),
];

const nextMutant = makeMutants(now, sources, {
  now,
  issuers: [pool.issuer, pool.updatedIssuer, otherPool.issuer],
  clientIds: [pool.clientId, otherPool.clientId],
  kids: [access.kid, id.kid, bare.kid, otherPool.keys.access.kid, 'unknown'],
});

/** A valid token with one or two modifications. */
export const mutants: fc.Arbitrary<Mutant> = chosen(nextMutant);

/** Unmodified tokens. */
export const goodTokens: readonly string[] = sources.map(({ token }) => token);
