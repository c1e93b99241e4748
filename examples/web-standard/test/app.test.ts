import { once } from 'node:events';
import { afterAll, expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

const { origin, pool, server } = await startLocal(0);
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

const call = (path: string, token?: string): Promise<Response> =>
  fetch(`${origin}${path}`, { headers: { connection: 'close', ...(token && { authorization: `Bearer ${token}` }) } });

test('a user gets a greeting by name, a machine by its client id', async () => {
  expect(await (await call('/api/me', pool.accessToken({ username: 'alice' }))).json()).toEqual({ hello: 'alice' });
  expect(await (await call('/api/me', pool.machineToken())).json()).toEqual({ hello: `machine ${pool.clientId}` });
});

test('orders need their scope', async () => {
  expect((await call('/api/orders', pool.accessToken({ scope: ['orders/read'] }))).status).toBe(200);
  expect((await call('/api/orders', pool.accessToken())).status).toBe(403);
});

test('a request without a token reaches /health only', async () => {
  expect((await call('/health')).status).toBe(200);
  const refused = await call('/api/me');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
});

test('an unknown route answers 404', async () => {
  expect((await call('/toString')).status).toBe(404);
});

test('the app does not start without a user pool', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/server.ts')).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});
