import { expect, test } from 'vitest';
import { openPool } from './support/pool.ts';

const userLines = (banner: string): readonly string[] =>
  banner.split('\n').filter((line) => / {2}user {11}/.test(line));

test.each([
  [true, '  user           carol  admins  (no password: pick on the page)'],
  [false, '  user           carol  admins  (no password)'],
])('the banner marks users without a password; pickUsers %j', async (pickUsers, carol) => {
  const users = [
    { username: 'alice', password: 'Password1!' },
    { username: 'carol', groups: ['admins'] },
  ];
  await using pool = await openPool({ users, pickUsers });
  expect(userLines(pool.local.banner)).toEqual(['  user           alice', carol]);
});

test('the banner lists 20 users, and the number of the others', async () => {
  const users = Array.from({ length: 23 }, (_, index) => ({ username: `user${index}` }));
  await using pool = await openPool({ users });
  expect(userLines(pool.local.banner)).toHaveLength(20);
  expect(pool.local.banner).toMatch(/\n {17}and 3 more$/);
});
