/** What whoever attacks the packages, rather than their users, would look for first. */
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

/** What npm runs by itself for whoever installs a package, from the registry or from Git. */
const hooks = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'dependencies'];

test('there are packages', () => {
  expect(packages.length).toBeGreaterThan(4);
});

test.each(packages)('%s runs nothing when it is installed', (_, { scripts = {} }) => {
  expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
});

test.each(packages)('%s is published with provenance', (_, { publishConfig }) => {
  expect(publishConfig).toMatchObject({ access: 'public', provenance: true });
});

test('the lock names the content of every package that comes from a registry', () => {
  const { packages: locked } = JSON.parse(read('package-lock.json')) as {
    readonly packages: Readonly<
      Record<string, { readonly link?: boolean; readonly inBundle?: boolean; readonly integrity?: string }>
    >;
  };
  // A bundled package is part of the one that brings it.
  const installed = Object.entries(locked).filter(
    ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
  );
  expect(installed.length).toBeGreaterThan(300);
  const loose = installed.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
  expect(loose.map(([path]) => path)).toEqual([]);
});
