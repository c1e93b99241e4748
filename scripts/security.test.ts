/** SECURITY.md names a test for each of its promises. The tests must exist. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './run.ts';
import { testTitles } from './test-titles.ts';

const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const section = text.slice(text.indexOf('\n## Held by\n'));

interface Promised {
  readonly promise: string;
  readonly path: string;
  readonly title: string;
}

/** Reads the list: each promise with its tests. */
const read = (lines: readonly string[]): { readonly held: readonly Promised[]; readonly bare: readonly string[] } => {
  const held: Promised[] = [];
  const promises: string[] = [];
  for (const line of lines) {
    const promise = /^- (.+)$/.exec(line)?.[1];
    if (promise !== undefined) promises.push(promise);
    const [, path, title] = /^ {2}- `([^`]+)`: (.+)$/.exec(line) ?? [];
    if (path !== undefined && title !== undefined) held.push({ promise: promises.at(-1) ?? '', path, title });
  }
  return { held, bare: promises.filter((promise) => !held.some((one) => one.promise === promise)) };
};

const { held, bare } = read(section.split('\n'));

const isThere = ({ path, title }: Promised): boolean =>
  existsSync(join(root, path)) && testTitles(join(root, path)).has(title);

test('every promise names a test', () => {
  expect(held.length).toBeGreaterThan(100);
  expect(bare).toEqual([]);
});

test('every test that SECURITY.md names exists', () => {
  expect(held.filter((one) => !isThere(one))).toEqual([]);
});

describe('the search for missing tests', () => {
  test.each([
    ['a missing file', { path: 'packages/core/test/gone.test.ts', title: 'times' }],
    ['a missing test', { path: 'packages/core/test/token/claim-times.test.ts', title: 'a title without a test' }],
    ['a part of a title', { path: 'packages/core/test/token/claim-times.test.ts', title: 'time' }],
  ])('finds %s', (_, { path, title }) => {
    expect(isThere({ promise: '', path, title: 'times' })).toBe(path.endsWith('claim-times.test.ts'));
    expect(isThere({ promise: '', path, title })).toBe(false);
  });

  test('finds a promise without a test', () => {
    expect(read(['- One.', '- Two.', '  - `a.test.ts`: b']).bare).toEqual(['One.']);
  });
});
