import { createVerifier } from '@cognito-guard/core';
import { CognitoSignOutError, memoryRevocationStore } from '@cognito-guard/core/revocation';
import { authenticate, cookie, signOutHandler } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { Hono } from 'hono';
import { expect, test } from 'vitest';

const pool = await createTestPool();
const { clock } = pool;

const start = () => {
  const store = memoryRevocationStore({ clock });
  const revocation = { store, cacheSeconds: 0 };
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, revocation });
  const cognito = { isDown: false, got: [] as unknown[] };
  const app = new Hono()
    .use(async (c, next) => {
      c.header('Set-Cookie', 'theme=dark');
      await next();
    })
    .use(authenticate(verifier, { token: cookie('session') }))
    .get('/me', (c) => c.body(null, 204))
    .post(
      '/sign-out',
      signOutHandler({
        store,
        clock,
        refreshToken: async (c) => (await c.req.json().catch(() => ({}))).refreshToken,
        cookies: ['session', 'refresh'],
        cognito: async ({ refreshToken }) => {
          if (cognito.isDown) throw new CognitoSignOutError('HTTP 502');
          cognito.got.push(refreshToken);
        },
      }),
    );
  const headers = { Cookie: `session=${pool.accessToken()}` };
  const me = async () => (await app.request('/me', { headers })).status;
  const signOut = async (body = JSON.stringify({ refreshToken: 'refresh' })) =>
    app.request('/sign-out', { method: 'POST', headers, body });
  return { cognito, me, signOut };
};

test('a sign-out clears the cookies, keeps cookies of other middleware, and the token is refused', async () => {
  const { cognito, me, signOut } = start();
  const { status, headers } = await signOut();
  expect([status, headers.getSetCookie()]).toEqual([
    204,
    [
      'theme=dark',
      'session=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
      'refresh=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
    ],
  ]);
  expect(cognito.got).toEqual(['refresh']);
  expect(await me()).toBe(401);
});

test('while Cognito fails, the response is 503 and keeps the cookies, and the same request succeeds later', async () => {
  const { cognito, me, signOut } = start();
  cognito.isDown = true;
  const { status, headers } = await signOut();
  expect([status, headers.get('retry-after')]).toEqual([503, '1']);
  expect(headers.getSetCookie().join()).not.toContain('session=');
  expect(await me()).toBe(204);
  cognito.isDown = false;
  expect((await signOut()).status).toBe(204);
});

test.each(['{}', 'no JSON', ''])('the body %j is 400, and the user stays signed in', async (body) => {
  const { me, signOut } = start();
  const { status, headers } = await signOut(body);
  expect([status, headers.get('www-authenticate')]).toEqual([400, expect.stringContaining('error="invalid_request"')]);
  expect(await me()).toBe(204);
});

test('the message about an invalid option begins with signOutHandler', () => {
  expect(() => signOutHandler({ store: memoryRevocationStore() })).toThrow(/^signOutHandler needs refreshToken/);
});

test('an error of refreshToken reaches app.onError unchanged', async () => {
  const bug = new Error('a bug');
  const caught: Error[] = [];
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const refreshToken = (): never => {
    throw bug;
  };
  const app = new Hono()
    .use(authenticate(verifier))
    .post('/sign-out', signOutHandler({ store: memoryRevocationStore(), refreshToken }))
    .onError((error, c) => {
      caught.push(error);
      return c.body(null, 500);
    });
  const headers = { Authorization: `Bearer ${pool.accessToken()}` };
  expect((await app.request('/sign-out', { method: 'POST', headers })).status).toBe(500);
  expect(caught).toEqual([bug]);
});
