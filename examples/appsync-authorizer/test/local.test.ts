import { afterAll, expect, test } from 'vitest';
import { startLocal } from '../src/local.ts';

const local = await startLocal();
const { ask, pool } = local;
afterAll(() => local[Symbol.asyncDispose]());

test('a field without a rule accepts every valid token, of a user or a machine', async () => {
  expect(await ask('Query.me', pool.accessToken({ username: 'alice' }))).toBe('alice');
  expect(await ask('Query.me', pool.machineToken())).toBe(`machine ${pool.clientId}`);
});

test('fields are null for callers that do not satisfy their rules', async () => {
  const reader = pool.accessToken({ scope: ['orders/read'] });
  expect(await ask('Query.orders', reader)).toEqual([{ id: 1, item: 'tea' }]);
  expect(await ask('Mutation.deleteOrder', reader)).toMatch(/^null/);
  const admin = pool.accessToken({ groups: ['admins'] });
  expect(await ask('Mutation.deleteOrder', admin)).toBe('1');
  expect(await ask('Query.orders', admin)).toMatch(/^null/);
});

test('an invalid token gets 401 for every field', async () => {
  expect(await ask('Query.me', pool.accessToken({ expiresIn: -60 }))).toMatch(/^401/);
  expect(await ask('Query.me', 'nonsense')).toMatch(/^401/);
});
