import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, signOut } from '@cognito-guard/core/revocation';
import { authenticate } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { parseChallenge } from '@cognito-guard/testing/conformance';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { withToken } from './support/requests.ts';

const pool = await createTestPool();
const { clock } = pool;

const start = () => {
  const store = memoryRevocationStore({ clock });
  const revocation = { store: { ...store } };
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
  const app = new Hono()
    .use(authenticate(verifier))
    .get('/me', (c) => c.body(null, 204))
    .post('/sign-out', async (c) => {
      await signOut(c.var.auth, { store });
      return c.body(null, 204);
    });
  const token = pool.accessToken();
  const send = async (method: string, path: string) => app.request(path, { method, ...withToken(token) });
  return { send, revocation };
};

test('a user who signed out is refused after the answer cache expires, with the challenge', async () => {
  const { send } = start();
  expect((await send('GET', '/me')).status).toBe(204);
  expect((await send('POST', '/sign-out')).status).toBe(204);
  pool.advance(5);
  const reply = await send('GET', '/me');
  expect(reply.status).toBe(401);
  expect(parseChallenge(String(reply.headers.get('www-authenticate')))).toMatchObject({
    scheme: 'Bearer',
    params: { error: 'invalid_token', error_description: 'The token has been revoked.' },
  });
});

test('a failing store is 503 with Retry-After: not 401, and not a pass', async () => {
  const { send, revocation } = start();
  expect((await send('GET', '/me')).status).toBe(204);
  revocation.store.isRevoked = () => Promise.reject(new Error('down'));
  pool.advance(5);
  const { status, headers } = await send('GET', '/me');
  expect([status, headers.get('retry-after'), headers.get('www-authenticate')]).toEqual([503, '1', null]);
});
