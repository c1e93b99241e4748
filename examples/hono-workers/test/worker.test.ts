import { once } from 'node:events';
import { afterAll, expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

const { origin, pool, keys, server } = await startLocal(0);
afterAll(async () => {
  server.close();
  await Promise.all([once(server, 'close'), keys.close()]);
});

const call = (path: string, token?: string, method = 'GET'): Promise<Response> =>
  fetch(`${origin}${path}`, {
    method,
    headers: { connection: 'close', ...(token && { authorization: `Bearer ${token}` }) },
  });

test('many requests share one verifier and one fetch of its keys', async () => {
  for (const username of ['alice', 'bob', 'carol']) {
    const reply = await call('/api/me', pool.accessToken({ username }));
    expect(await reply.json()).toEqual({ hello: username });
  }
  expect(keys.requests).toBe(1);
});

test('reading orders needs the scope, and deleting one needs a group', async () => {
  expect((await call('/api/orders', pool.machineToken({ scope: 'orders/read' }))).status).toBe(200);
  expect((await call('/api/orders', pool.accessToken())).status).toBe(403);
  expect((await call('/api/orders/1', pool.accessToken({ groups: ['admins'] }), 'DELETE')).status).toBe(204);
});

test('a request without a token gets a challenge', async () => {
  const refused = await call('/api/me');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
});

test('a Worker without its variables answers 500 to every request', async () => {
  vi.resetModules();
  const print = vi.spyOn(console, 'error').mockReturnValue();
  const { default: worker } = await import('../src/worker.ts');
  const headers = { authorization: `Bearer ${pool.accessToken()}` };
  const reply = await worker.request('/api/me', { headers }, { USER_POOL_ID: '', CLIENT_ID: '' });
  expect(reply.status).toBe(500);
  expect(print.mock.calls.flat().join()).toContain('userPoolId');
  print.mockRestore();
});
