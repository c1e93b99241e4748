import { expect, test, vi } from 'vitest';
import { httpEvent, lambdaContext } from '../src/http-event.ts';
import { startLocal } from '../src/local.ts';

const call = (origin: string, path: string, token?: string, method = 'GET'): Promise<Response> =>
  fetch(origin + path, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

test('a caller is greeted by name, a machine by its client', async () => {
  await using local = await startLocal(0);
  const { origin, pool } = local;
  const user = await call(origin, '/api/me', pool.accessToken({ username: 'alice' }));
  expect(await user.json()).toEqual({ hello: 'alice' });
  const machine = await call(origin, '/api/me', pool.machineToken());
  expect(await machine.json()).toEqual({ hello: `machine ${pool.clientId}` });
});

test('orders need their scope, and deleting one needs a group', async () => {
  await using local = await startLocal(0);
  const { origin, pool } = local;
  expect((await call(origin, '/api/orders', pool.machineToken({ scope: 'orders/read' }))).status).toBe(200);
  expect((await call(origin, '/api/orders', pool.accessToken())).status).toBe(403);
  expect((await call(origin, '/api/orders/1', pool.accessToken({ groups: ['ops'] }), 'DELETE')).status).toBe(204);
  expect((await call(origin, '/api/orders/1', pool.accessToken(), 'DELETE')).status).toBe(403);
});

test('nobody is challenged, in JSON; another path is nowhere', async () => {
  await using local = await startLocal(0);
  const refused = await call(local.origin, '/api/me');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(await refused.json()).toMatchObject({ code: 'missing_token' });
  expect((await call(local.origin, '/other')).status).toBe(404);
});

test('the functions to deploy take their pool from the environment, and do not start without one', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/handler.ts')).rejects.toThrow(/userPoolId/);
  vi.resetModules();
  vi.stubEnv('USER_POOL_ID', 'eu-west-1_AbC123xyz');
  vi.stubEnv('CLIENT_ID', 'web');
  const { me } = await import('../src/handler.ts');
  expect(await me(httpEvent('GET', '/api/me', {}), lambdaContext())).toMatchObject({ statusCode: 401 });
  vi.unstubAllEnvs();
});
