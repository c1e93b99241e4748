/** Protection of the packages against supply-chain attacks. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './run.ts';

interface Manifest {
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const packages = globSync('packages/*/package.json', { cwd: root })
  .sort()
  .map((path) => [path, JSON.parse(read(path)) as Manifest] as const)
  .filter(([, manifest]) => manifest.private !== true);

/** Scripts that npm runs during an installation from the registry or from Git. */
const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'dependencies'];

test('the supply-chain tests find packages', () => {
  expect(packages.length).toBeGreaterThan(4);
});

test.each(packages)('%s has no install script', (_, { scripts = {} }) => {
  expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
});

test.each(packages)('%s is published with provenance', (_, { publishConfig }) => {
  expect(publishConfig).toMatchObject({ access: 'public', provenance: true });
});

test('package-lock.json has a SHA-512 hash for every package from a registry', () => {
  const { packages: locked } = JSON.parse(read('package-lock.json')) as {
    readonly packages: Readonly<
      Record<string, { readonly link?: boolean; readonly inBundle?: boolean; readonly integrity?: string }>
    >;
  };
  // A bundled package is part of another package's content.
  const installed = Object.entries(locked).filter(
    ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
  );
  expect(installed.length).toBeGreaterThan(300);
  const loose = installed.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
  expect(loose.map(([path]) => path)).toEqual([]);
});
