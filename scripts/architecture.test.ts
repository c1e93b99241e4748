/** ARCHITECTURE.md must link to every package, folder of core and campaign, so that readers find them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './run.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const text = read('ARCHITECTURE.md');

/** @returns The places without a link in the text. A link to a file counts for its folder. */
const missing = (map: string, places: readonly string[]): readonly string[] =>
  places.filter((place) => !map.includes(`](${place})`) && !map.includes(`](${place}/`));

const find = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: root, withFileTypes: true, exclude: ['**/node_modules'] })
    .filter((entry) => entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );

test('ARCHITECTURE.md links to every package, every folder of core and every campaign', () => {
  const places = [...find('packages/*'), ...find('packages/core/src/*'), ...find('test/*')];
  expect(places.length).toBeGreaterThan(25);
  expect(missing(text, places)).toEqual([]);
});

test('ARCHITECTURE.md is one page', () => {
  expect(text.split('\n').length).toBeLessThanOrEqual(100);
});

test('every decision record is short, listed, and has context, decision and consequences', () => {
  const index = read('docs/decisions/README.md');
  for (const path of globSync('docs/decisions/0*.md', { cwd: root })) {
    const record = read(path);
    expect(index).toContain(`](${path.replaceAll('\\', '/').replace('docs/decisions/', '')})`);
    expect(record.split('\n').length, path).toBeLessThanOrEqual(41);
    for (const part of ['Context', 'Decision', 'Consequences']) expect(record, path).toContain(`**${part}.**`);
  }
});

test('the search for missing places finds a package that ARCHITECTURE.md does not link to', () => {
  expect(missing('[`core`](packages/core/src/index.ts)', ['packages/core', 'packages/cor', 'packages/hono'])).toEqual([
    'packages/cor',
    'packages/hono',
  ]);
});
