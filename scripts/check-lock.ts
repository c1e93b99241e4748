/**
 * Checks lock files for two faults that `npm install` ignores and that make `npm ci` fail on other machines:
 * a missing platform package, and a download address that other networks cannot reach.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, root } from './run.ts';

interface LockEntry {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The main install, and those of the site and the test campaigns, which install for themselves. */
const locks = [
  'package-lock.json',
  'docs/package-lock.json',
  'test/browsers/package-lock.json',
  'test/release/package-lock.json',
  'test/runtimes/package-lock.json',
  'test/runtimes/node/package-lock.json',
  'test/smoke/serverless/package-lock.json',
];

/** @returns The number of packages in the lock file, and its faults. */
const checkLock = (file: string): { readonly size: number; readonly problems: readonly string[] } => {
  const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  /** Resolves like Node.js: the nearest node_modules up to the root. */
  const isHeld = (from: string, name: string): boolean => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
      if (Object.hasOwn(packages, join(folder, 'node_modules', name).replaceAll('\\', '/'))) return true;
      if (folder === '') return false;
    }
  };
  const entries = Object.entries(packages);
  const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isHeld(path, name))
      .map(
        ([name, range]) =>
          `${path || 'package.json'} requires ${name}@${range}, which ${file} lacks: npm ci of npm 11 ` +
          'and newer rejects this lock. Pin a version of the package that is published for all its platforms.',
      ),
  );
  const addresses = entries
    .filter(([, { resolved, link }]) => link !== true && resolved !== undefined && !resolved.startsWith('file:'))
    .map(
      ([path]) =>
        `${path} has a download address in ${file}. Run "npm install" with the .npmrc next to it, which omits addresses.`,
    );
  return { size: entries.length, problems: [...missing, ...addresses] };
};

const checked = locks.map(checkLock);
report(
  checked.flatMap(({ problems }) => problems),
  `${checked.map(({ size }) => size).join(' + ')} packages`,
);
