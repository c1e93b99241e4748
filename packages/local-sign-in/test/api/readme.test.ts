import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPool } from '../support/pool.ts';
import { call } from './support/call.ts';

test('the README lists the operations of the API, and no other', async () => {
  await using pool = await openPool();
  const { message = '' } = (await call(pool, '', {})).body;
  const [, list = ''] = message.split('it has: ');
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, section = ''] = readme.split('| area | operations |');
  const [table = ''] = section.split('\n\n');
  const listed = Array.from(table.matchAll(/`(\w+)`/g), ([, name]) => name);
  expect(listed.toSorted()).toEqual(list.split(', '));
});
