/** The reference has the names of `scripts/public-api.txt`, which another test compares with the sources. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../src/site.ts';
import { dist } from './support/server.ts';

/** Each entry with its names, without `internal`, which is not public API. */
const entries = readFileSync(join(root, 'scripts/public-api.txt'), 'utf8')
  .split(/\n(?=@)/)
  .map((block) => block.trim().split(/\n */))
  .map(([entry = '', ...names]) => [entry.replace('@cognito-guard/', ''), names] as const)
  .filter(([entry, names]) => !entry.endsWith('/internal') && names.length > 0);

/** The parts of a page whose headings are not names. */
const kinds = new Set(['Classes', 'Interfaces', 'Type Aliases', 'Variables', 'Functions', 'References', 'Example']);

describe('the reference has every exported name, and no other', () => {
  test('there are entries', () => {
    assert.ok(entries.length > 20);
  });

  for (const [entry, names] of entries) {
    test(entry, () => {
      const page = readFileSync(join(dist, 'reference', `${entry}.md`), 'utf8');
      const parts = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
      assert.deepEqual(
        parts.filter((title) => !kinds.has(title)),
        [],
      );
      const headings = [...page.matchAll(/^### (.+?)(?:\(\))?$/gm)].map(([, title = '']) => title.replaceAll('\\', ''));
      const listed = names.map((name) => name.replace('type ', ''));
      assert.deepEqual([...new Set(headings)].sort(), listed.toSorted());
    });
  }
});
