import { httpAuthorizer, restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';
import { httpAuthorizerEvent, tokenAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { expect, test } from 'vitest';
import { errorOf } from './support/users.ts';

const pool = await createTestPool();
const { clock } = pool;
const routes = [{ method: 'GET', path: '/me' }] as const;

const start = () => {
  const store = memoryRevocationStore({ clock });
  const revocation = { store: { ...store } };
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
  const token = pool.accessToken();
  const rest = restAuthorizer(verifier, { routes });
  const http = httpAuthorizer(verifier, { routes });
  return {
    asks: {
      REST: () => rest(tokenAuthorizerEvent({ token: `Bearer ${token}`, path: '/me' })),
      HTTP: () => http(httpAuthorizerEvent({ path: '/me', headers: { authorization: `Bearer ${token}` } })),
    },
    leave: async () => signOut(await verifier.verify(token), { store }),
    revocation,
  };
};

test.each(['REST', 'HTTP'] as const)('%s: a user who signed out gets 401, not a policy', async (api) => {
  const { asks, leave } = start();
  expect((await asks[api]()).policyDocument.Statement[0]).toMatchObject({ Effect: 'Allow' });
  await leave();
  pool.advance(5);
  expect((await errorOf(asks[api]())).message).toBe('Unauthorized');
});

test.each(['REST', 'HTTP'] as const)('%s: a failing store is thrown, not cached as a refusal', async (api) => {
  const { asks, revocation } = start();
  await asks[api]();
  revocation.store.isRevoked = () => Promise.reject(new Error('down'));
  pool.advance(5);
  const error = await errorOf(asks[api]());
  expect(error.message).not.toBe('Unauthorized');
  expect(error).toMatchObject({ code: 'revocation_unavailable' });
});
