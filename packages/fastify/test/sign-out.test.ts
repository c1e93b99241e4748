import { createVerifier } from '@cognito-guard/core';
import { CognitoSignOutError, memoryRevocationStore } from '@cognito-guard/core/revocation';
import { cognitoGuard, cookie, signOutHandler } from '@cognito-guard/fastify';
import { createTestPool } from '@cognito-guard/testing';
import Fastify from 'fastify';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const { clock } = pool;

const start = async () => {
  const store = memoryRevocationStore({ clock });
  const revocation = { store, cacheSeconds: 0 };
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
  const cognito = { isDown: false, got: [] as unknown[] };
  const app = Fastify();
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('set-cookie', 'theme=dark');
  });
  await app.register(cognitoGuard, { verifier, token: cookie('session') });
  app.get('/me', async () => null);
  app.post(
    '/sign-out',
    signOutHandler({
      store,
      clock,
      refreshToken: ({ headers }) => headers['x-refresh-token'],
      cookies: ['session', 'refresh'],
      cognito: async ({ refreshToken }) => {
        if (cognito.isDown) throw new CognitoSignOutError('HTTP 502');
        cognito.got.push(refreshToken);
      },
    }),
  );
  const session = { cookie: `session=${pool.accessToken()}` };
  const send = (method: 'GET' | 'POST', url: string, headers: Record<string, string> = {}) =>
    app.inject({ method, url, headers: { ...session, ...headers } });
  return { cognito, send };
};

test("a sign-out clears its cookies, keeps other hooks' cookies and revokes the token", async () => {
  const { cognito, send } = await start();
  const reply = await send('POST', '/sign-out', { 'x-refresh-token': 'refresh' });
  expect([reply.statusCode, reply.headers['set-cookie']]).toEqual([
    204,
    [
      'theme=dark',
      'session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
      'refresh=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
    ],
  ]);
  expect(cognito.got).toEqual(['refresh']);
  expect((await send('GET', '/me')).statusCode).toBe(401);
});

test('while Cognito is down, a sign-out is 503 and keeps the cookies; a retry succeeds', async () => {
  const { cognito, send } = await start();
  cognito.isDown = true;
  const reply = await send('POST', '/sign-out', { 'x-refresh-token': 'refresh' });
  expect([reply.statusCode, reply.headers['retry-after']]).toEqual([503, '1']);
  expect(String(reply.headers['set-cookie'])).not.toContain('session=');
  cognito.isDown = false;
  expect((await send('POST', '/sign-out', { 'x-refresh-token': 'refresh' })).statusCode).toBe(204);
});

test('a sign-out without the refresh token is 400 and revokes no token', async () => {
  const { send } = await start();
  const reply = await send('POST', '/sign-out');
  expect(reply.statusCode).toBe(400);
  expect(reply.headers['www-authenticate']).toContain('error="invalid_request"');
  expect((await send('GET', '/me')).statusCode).toBe(200);
});

test('an option error of signOutHandler starts with its name', () => {
  expect(() => signOutHandler({ store: memoryRevocationStore() })).toThrow(/^signOutHandler needs refreshToken/);
});
