import { afterAll, expect, test } from 'vitest';
import { startLocal } from '../src/local.ts';

const local = await startLocal();
const { api, pool } = local;
afterAll(() => local[Symbol.asyncDispose]());

const call = (path: string, token?: string, method = 'GET'): Promise<Response> =>
  fetch(api.url + path, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

test('a user gets a greeting by name, a machine by its client id', async () => {
  const user = await call('/profile', pool.accessToken({ username: 'alice' }));
  expect(await user.json()).toEqual({ hello: 'alice' });
  const machine = await call('/profile', pool.machineToken());
  expect(await machine.json()).toEqual({ hello: `machine ${pool.clientId}` });
});

test('one token gets the correct answer on each route in any order, and is verified once', async () => {
  const token = pool.accessToken({ scope: ['orders/read'] });
  const before = api.authorizerCalls;
  expect((await call('/orders', token)).status).toBe(200);
  expect((await call('/orders/1', token, 'DELETE')).status).toBe(403);
  expect((await call('/profile', token)).status).toBe(200);
  expect(api.authorizerCalls - before).toBe(1);

  const admin = pool.accessToken({ groups: ['admins'] });
  expect(await (await call('/orders/1', admin, 'DELETE')).json()).toEqual({ deleted: '1' });
  expect((await call('/orders', admin)).status).toBe(403);
});

test('a missing or an invalid token is 401', async () => {
  expect((await call('/profile')).status).toBe(401);
  expect((await call('/profile', pool.accessToken({ expiresIn: -60 }))).status).toBe(401);
});
