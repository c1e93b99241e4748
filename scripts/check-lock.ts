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

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockEntry>>;
};
const entries = Object.entries(lock.packages);

/** Node's own look-up: the nearest node_modules on the way up to the root. */
const isHeld = (from: string, name: string): boolean => {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    if (Object.hasOwn(lock.packages, join(folder, 'node_modules', name).replaceAll('\\', '/'))) return true;
    if (folder === '') return false;
  }
};

const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !isHeld(path, name))
    .map(
      ([name, range]) =>
        `${path || 'package.json'} names ${name}@${range}, and package-lock.json does not hold it: npm ci of npm 11 ` +
        'and newer refuses this lock. Pin a version of the package that is published for every platform it names.',
    ),
);
const addresses = entries
  .filter(([, { resolved, link }]) => link !== true && resolved !== undefined)
  .map(
    ([path]) =>
      `${path} holds a download address. Run "npm install" with the .npmrc of this repository, which leaves them out.`,
  );

report([...missing, ...addresses], `${entries.length} packages`);
