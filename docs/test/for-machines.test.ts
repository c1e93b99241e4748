import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { markdownOf, paths } from './support/pages.ts';
import { dist } from './support/server.ts';

test('every page has its Markdown beside it', () => {
  assert.deepEqual(
    paths.map(markdownOf).filter((file) => !existsSync(join(dist, file))),
    [],
  );
});

test('llms.txt lists the Markdown of every page but the start page', () => {
  const listed = [...readFileSync(join(dist, 'llms.txt'), 'utf8').matchAll(/\]\((.+?)\)/g)].map(([, file]) => file);
  const pages = paths.map(markdownOf).filter((file) => file !== 'index.md');
  assert.deepEqual(listed.toSorted(), pages.toSorted());
});
