import { httpEvent, lambdaContext } from '@cognito-guard/testing/lambda-events';
import { expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

const call = (origin: string, path: string, token?: string, method = 'GET'): Promise<Response> =>
  fetch(origin + path, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

test('a user gets a greeting by name, a machine by its client id', async () => {
  const { api, pool } = await startLocal();
  await using _ = api;
  const user = await call(api.url, '/api/me', pool.accessToken({ username: 'alice' }));
  expect(await user.json()).toEqual({ hello: 'alice' });
  const machine = await call(api.url, '/api/me', pool.machineToken());
  expect(await machine.json()).toEqual({ hello: `machine ${pool.clientId}` });
});

test('reading orders needs the scope, and deleting one needs a group', async () => {
  const { api, pool } = await startLocal();
  await using _ = api;
  expect((await call(api.url, '/api/orders', pool.machineToken({ scope: 'orders/read' }))).status).toBe(200);
  expect((await call(api.url, '/api/orders', pool.accessToken())).status).toBe(403);
  expect((await call(api.url, '/api/orders/1', pool.accessToken({ groups: ['ops'] }), 'DELETE')).status).toBe(204);
  expect((await call(api.url, '/api/orders/1', pool.accessToken(), 'DELETE')).status).toBe(403);
});

test('a request without a token gets a challenge and JSON; an unknown path is 404', async () => {
  await using api = (await startLocal()).api;
  const refused = await call(api.url, '/api/me');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
  expect(await refused.json()).toMatchObject({ code: 'missing_token' });
  expect((await call(api.url, '/other')).status).toBe(404);
});

test('the handler module reads its pool from the environment, and throws without one', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/handler.ts')).rejects.toThrow(/userPoolId/);
  vi.resetModules();
  vi.stubEnv('USER_POOL_ID', 'eu-west-1_AbC123xyz');
  vi.stubEnv('CLIENT_ID', 'web');
  const { me } = await import('../src/handler.ts');
  expect(await me(httpEvent({ path: '/api/me' }), lambdaContext())).toMatchObject({ statusCode: 401 });
  vi.unstubAllEnvs();
});
