import { once } from 'node:events';
import { afterAll, expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

const { origin, pool, server } = await startLocal(0);
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

const call = (path: string, token?: string, method = 'GET'): Promise<Response> =>
  fetch(`${origin}${path}`, {
    method,
    headers: { connection: 'close', origin: 'https://app.example', ...(token && { authorization: `Bearer ${token}` }) },
  });

test('a user gets a greeting by name, a machine by its client id', async () => {
  expect(await (await call('/api/me', pool.accessToken({ username: 'alice' }))).json()).toEqual({ hello: 'alice' });
  expect(await (await call('/api/me', pool.machineToken())).json()).toEqual({ hello: `machine ${pool.clientId}` });
});

test('reading orders needs the scope, and deleting one needs a group', async () => {
  expect((await call('/api/orders', pool.accessToken({ scope: ['orders/read'] }))).status).toBe(200);
  expect((await call('/api/orders', pool.accessToken())).status).toBe(403);
  expect((await call('/api/orders/1', pool.accessToken({ groups: ['ops'] }), 'DELETE')).status).toBe(204);
  expect((await call('/api/orders/1', pool.accessToken(), 'DELETE')).status).toBe(403);
});

test('a request without a token can use only /health, and the refusal has CORS headers', async () => {
  expect((await call('/health')).status).toBe(200);
  const refused = await call('/api/me');
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="api"');
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
});

test('the app does not start without a user pool', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/main.ts')).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});
