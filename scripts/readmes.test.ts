/** The front page stays short, and the READMEs of packages work on npm's pages. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './run.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('README.md has at most 6 KB', () => {
  expect(statSync(join(root, 'README.md')).size).toBeLessThanOrEqual(6 * 1024);
});

test('README.md links to the README of every package', () => {
  const readme = read('README.md');
  const readmes = globSync('packages/*/README.md', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  expect(readmes.filter((path) => !readme.includes(`](${path})`))).toEqual([]);
});

test('the READMEs of packages have no relative link to another file, because npm shows them alone', () => {
  const relative = /\]\((?!https?:|#)[^)]*\)/g;
  const links = globSync('packages/*/README.md', { cwd: root }).flatMap((path) =>
    [...read(path).matchAll(relative)].map(([link]) => `${path}: ${link}`),
  );
  expect(links).toEqual([]);
});
