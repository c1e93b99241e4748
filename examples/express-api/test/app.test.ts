import { expect, test, vi } from 'vitest';
import { startLocal } from '../src/local.ts';

test('every request that it offers to try is answered as it says, a refusal as JSON', async () => {
  await using api = await startLocal(0);
  for (const { who, method, path, token, status } of api.attempts) {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(api.origin + path, { method, headers });
    expect(response.status, who).toBe(status);
    const body = await response.text();
    if (status >= 400) expect(Object.keys(JSON.parse(body)), who).toEqual(['code', 'message']);
  }
  expect(api.attempts.map(({ status }) => status)).toEqual([401, 200, 403, 200, 204]);
});

test('a user is greeted by name', async () => {
  await using api = await startLocal(0);
  const token = api.attempts.find(({ who }) => who === 'a user')?.token;
  const response = await fetch(`${api.origin}/api/me`, { headers: { Authorization: `Bearer ${token}` } });
  expect(await response.json()).toEqual({ hello: 'alice' });
});

test('without a user pool, it does not start', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/main.ts')).rejects.toThrow(/userPoolId/);
  vi.unstubAllEnvs();
});
