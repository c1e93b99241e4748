/** `public-api.txt` lists the exported names, so that a change of the public API shows in its diff. */
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

/** Every entry of every public package, with its exported names. */
const entryPoints = globSync('packages/*/package.json', { cwd: root })
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

test('public-api.txt lists the exported names: "npm test -- -u" updates it', async () => {
  const list = entryPoints.map(({ entry, values, types }) =>
    [entry, ...[...values, ...types].map((name) => `  ${name}`), ''].join('\n'),
  );
  await expect(list.join('\n')).toMatchFileSnapshot('public-api.txt');
});

describe('every entry exports its listed values at run time', () => {
  test.each(entryPoints)('$entry', async ({ entry, values }) => {
    const loaded = (await import(entry)) as Record<string, unknown>;
    expect(Object.keys(loaded).sort()).toEqual(values);
  });
});
