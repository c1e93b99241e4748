/**
 * Two faults of a lock file that `npm install` lets pass and that stop `npm ci` somewhere else:
 * a platform package that is named but not held, and a download address that another network cannot reach.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, root } from './run.ts';

interface LockEntry {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The main install, and those that the client libraries, the runtimes and serverless-offline have for themselves. */
const locks = [
  'package-lock.json',
  'test/browsers/package-lock.json',
  'test/runtimes/package-lock.json',
  'test/runtimes/node/package-lock.json',
  'test/smoke/serverless/package-lock.json',
];

/** @returns How many packages the lock holds, and what is wrong with it. */
const checkLock = (file: string): { readonly size: number; readonly problems: readonly string[] } => {
  const { packages } = JSON.parse(readFileSync(join(root, file), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  /** Node's own look-up: the nearest node_modules on the way up to the root. */
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
          `${path || 'package.json'} names ${name}@${range}, and ${file} does not hold it: npm ci of npm 11 ` +
          'and newer refuses this lock. Pin a version of the package that is published for every platform it names.',
      ),
  );
  const addresses = entries
    .filter(([, { resolved, link }]) => link !== true && resolved !== undefined && !resolved.startsWith('file:'))
    .map(
      ([path]) =>
        `${path} holds a download address in ${file}. Run "npm install" with the .npmrc beside it, which leaves them out.`,
    );
  return { size: entries.length, problems: [...missing, ...addresses] };
};

const checked = locks.map(checkLock);
report(
  checked.flatMap(({ problems }) => problems),
  `${checked.map(({ size }) => size).join(' + ')} packages`,
);
