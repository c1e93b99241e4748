import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Local, startLocal } from '../src/local.ts';

let offsetMs = 0;
const clock = (): number => Date.now() + offsetMs;
/** Advances the clock, so that cached store answers expire without a wait. */
const pass = (seconds: number): void => {
  offsetMs += seconds * 1000;
};

let local: Local;
beforeAll(async () => {
  local = await startLocal(clock);
});
afterAll(() => local[Symbol.asyncDispose]());

const me = async (token: string): Promise<number> => (await local.call('GET', '/api/me', token)).status;

test('after a sign-out, the token is refused within seconds and cannot be refreshed', async () => {
  const tokens = await local.signIn('alice');
  const reply = await local.call('GET', '/api/me', tokens.access);
  expect([reply.status, await reply.json()]).toEqual([200, { hello: 'alice' }]);

  const body = { refreshToken: tokens.refresh };
  expect((await local.call('POST', '/api/sign-out', tokens.access, body)).status).toBe(204);
  pass(5);
  const refused = await local.call('GET', '/api/me', tokens.access);
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer error="invalid_token", error_description="The token has been revoked."',
  ]);
  await expect(local.refresh(tokens)).rejects.toThrow();
});

test("for tokens without origin_jti, a sign-out revokes all tokens of the user and no other user's", async () => {
  const [here, elsewhere, otherUser] = [
    await local.signIn('bob'),
    await local.signIn('bob'),
    await local.signIn('carol'),
  ];
  const refreshed = await local.refresh(here);
  const body = { refreshToken: here.refresh };
  expect((await local.call('POST', '/api/sign-out', here.access, body)).status).toBe(204);
  pass(5);
  const answers = [here.access, refreshed, elsewhere.access, otherUser.access].map(me);
  expect(await Promise.all(answers)).toEqual([401, 401, 401, 200]);
});

test('a sign-out that Cognito refuses revokes no token', async () => {
  const tokens = await local.signIn('carol');
  const reply = await local.call('POST', '/api/sign-out', tokens.access, { refreshToken: 'of.another.user' });
  expect([reply.status, await reply.json()]).toEqual([
    400,
    { code: 'invalid_request', message: 'The refresh token was not issued to this app client.' },
  ]);
  pass(5);
  expect(await me(tokens.access)).toBe(200);
  expect(await me(await local.refresh(tokens))).toBe(200);
});

test('without Redis, a request gets 503 with Retry-After, neither a 401 nor an accepted request', async () => {
  const { access } = await local.signIn('dave');
  expect(await me(access)).toBe(200);
  await local.stopRedis();
  pass(5);
  const reply = await local.call('GET', '/api/me', access);
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
});
