import { expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

test('each caller can use the routes that the token allows, and a refusal names its code', async () => {
  await using api = await startLocal(0);
  const { pool } = api;
  const send = async (method: string, path: string, token?: string) => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(api.origin + path, { method, headers });
    const body = await response.text();
    return [response.status, response.status < 400 ? body : JSON.parse(body).code];
  };
  const alice = pool.accessToken({ username: 'alice' });
  expect(await send('GET', '/health')).toEqual([200, 'ok']);
  expect(await send('GET', '/api/me')).toEqual([401, 'missing_token']);
  expect(await send('GET', '/api/me', alice)).toEqual([200, '{"hello":"alice"}']);
  expect(await send('GET', '/api/orders', alice)).toEqual([403, 'insufficient_scope']);
  expect(await send('GET', '/api/orders', pool.machineToken())).toEqual([200, '[{"id":1,"item":"tea"}]']);
  expect(await send('DELETE', '/api/orders/1', alice)).toEqual([403, 'insufficient_group']);
  expect(await send('DELETE', '/api/orders/1', pool.accessToken({ groups: ['admins'] }))).toEqual([204, '']);
});

test('the app does not start without a user pool', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/main.ts')).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});
