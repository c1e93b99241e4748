import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** @returns The region that the README quotes. */
const recipeOf = (client: string): string => {
  const source = readFileSync(new URL(`./recipes/${client}.ts`, import.meta.url), 'utf8');
  return /\/\/ #region recipe\n(.*)\/\/ #endregion/s.exec(source)?.[1] ?? `no recipe in ${client}.ts`;
};

test.each([
  ['node-redis-5', 'node-redis-6'],
  ['ioredis-5', 'ioredis'],
  ['iovalkey', 'ioredis'],
])('the recipe for %s equals the one that the README quotes from %s', (client, quoted) => {
  expect(recipeOf(client)).toBe(recipeOf(quoted));
});
