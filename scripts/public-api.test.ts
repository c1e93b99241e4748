/** The exported names are a promise to users. `public-api.txt` holds them; a change shows in its diff. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './run.ts';
import { readSources } from './sources.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Every entry of every public package, with the names that it exports. */
const doors = globSync('packages/*/package.json', { cwd: root })
  .sort()
  .flatMap((path) => {
    const { name, exports, ...rest } = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
    if (rest.private === true) return [];
    return Object.keys(exports)
      .filter((key) => !key.endsWith('.json'))
      .map((key) => {
        const file = key === '.' ? 'index' : key.slice(2);
        const [source] = readSources(path.replace('package.json', `src/${file}.ts`));
        const names = source?.exports.toSorted() ?? [];
        return {
          entry: name + key.slice(1),
          values: names.filter((text) => !text.startsWith('type ')),
          types: names.filter((text) => text.startsWith('type ')),
        };
      });
  });

test('the exported names change only on purpose: "npm test -- -u" writes them anew', async () => {
  const list = doors.map(({ entry, values, types }) =>
    [entry, ...[...values, ...types].map((name) => `  ${name}`), ''].join('\n'),
  );
  await expect(list.join('\n')).toMatchFileSnapshot('public-api.txt');
});

describe('what is there at run time is what the door says', () => {
  test.each(doors)('$entry', async ({ entry, values }) => {
    const loaded = (await import(entry)) as Record<string, unknown>;
    expect(Object.keys(loaded).sort()).toEqual(values);
  });
});
