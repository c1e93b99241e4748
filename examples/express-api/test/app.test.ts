import { expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

test('every printed sample request gets the printed status, and a refusal is JSON', async () => {
  await using api = await startLocal(0);
  for (const { caller, method, path, token, status } of api.attempts) {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(api.origin + path, { method, headers });
    expect(response.status, caller).toBe(status);
    const body = await response.text();
    if (status >= 400) expect(Object.keys(JSON.parse(body)), caller).toEqual(['code', 'message']);
  }
  expect(api.attempts.map(({ status }) => status)).toEqual([401, 200, 403, 200, 204]);
});

test('a user gets a greeting by name', async () => {
  await using api = await startLocal(0);
  const token = api.attempts.find(({ caller }) => caller === 'a user')?.token;
  const response = await fetch(`${api.origin}/api/me`, { headers: { Authorization: `Bearer ${token}` } });
  expect(await response.json()).toEqual({ hello: 'alice' });
});

test('the app does not start without a user pool', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/main.ts')).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});
