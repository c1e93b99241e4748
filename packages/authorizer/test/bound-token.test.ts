import { appSyncAuthorizer, httpAuthorizer, restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { appSyncAuthorizerEvent, requestAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({
  ...pool.options,
  tokenUse: 'access',
  confirmation: ({ header }) => header('dpop')?.[0] === 'proof',
});
const token = pool.accessToken({ claims: { cnf: { jkt: 'thumbprint' } } });
const eventWith = (dpop: string, bearer = token) =>
  requestAuthorizerEvent({ path: '/me', headers: { Authorization: `Bearer ${bearer}`, DPoP: dpop } });
const routes = [{ method: 'GET', path: '/me' }] as const;

test('a token that is bound to a key is authorized without caching, where the request has the proof', async () => {
  for (const handler of [
    restAuthorizer(verifier, { routes, resultTtlSeconds: 0 }),
    restAuthorizer(verifier, { policy: 'whole-api', resultTtlSeconds: 0 }),
    restAuthorizer(verifier, { policy: 'this-route' }),
  ]) {
    const { policyDocument } = await handler(eventWith('proof'));
    expect(policyDocument.Statement.map(({ Effect }) => Effect)).toEqual(['Allow']);
    await expect(handler(eventWith('stolen'))).rejects.toThrow('Unauthorized');
  }
});

test('an answer that API Gateway may cache never authorizes a token that is bound to a key', async () => {
  for (const handler of [
    restAuthorizer(verifier, { routes }),
    restAuthorizer(verifier, { routes, resultTtlSeconds: 60 }),
    restAuthorizer(verifier, { policy: 'whole-api' }),
  ]) {
    await expect(handler(eventWith('proof'))).rejects.toThrow(/must not be cached/);
    await expect(handler(eventWith('', pool.accessToken()))).resolves.toMatchObject({ principalId: pool.subject });
  }
  const simple = httpAuthorizer(verifier, { policy: 'whole-api', answer: 'simple' });
  const event = { ...eventWith('proof'), version: '2.0', routeKey: 'GET /me', identitySource: [token] };
  await expect(simple(event)).rejects.toThrow(/must not be cached/);
});

test('AppSync, whose authorizers receive no proof, refuses the token', async () => {
  expect(await appSyncAuthorizer(verifier)(appSyncAuthorizerEvent({ token }))).toEqual({
    isAuthorized: false,
    ttlOverride: 0,
  });
  const lenient = createVerifier({ ...pool.options, tokenUse: 'access', confirmation: () => true });
  expect(await appSyncAuthorizer(lenient)(appSyncAuthorizerEvent({ token }))).toMatchObject({
    isAuthorized: true,
    ttlOverride: 0,
  });
});
