import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A copy of core that programs in the current folder can load. */
export interface CoreCopy {
  /** Relative to the current folder. */
  readonly path: string;
  readonly version: string;
}

const core = join('@cognito-guard', 'core');

const entriesOf = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // A file, or an unreadable folder.
    return [];
  }
};

/** The packages in a `node_modules` folder, scoped packages and pnpm's store included. */
const packagesIn = (nodeModules: string): readonly string[] =>
  entriesOf(nodeModules).flatMap((name) => {
    const path = join(nodeModules, name);
    if (name === '.pnpm') return entriesOf(path).map((entry) => join(path, entry));
    if (name.startsWith('.')) return [];
    return name.startsWith('@') ? entriesOf(path).map((entry) => join(path, entry)) : [path];
  });

/** The folder and its parents, where Node searches packages. */
const upwards = (folder: string): readonly string[] => {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
};

/**
 * Finds the copies of core in a folder, in the packages of its workspace, and in its parents.
 *
 * @param folder - An absolute path.
 * @returns Each copy once, even if several links lead to it.
 */
export const findCoreCopies = (folder: string): readonly CoreCopy[] => {
  const seen = new Set<string>();
  const found = new Set<string>();
  const search = (nodeModules: string): void => {
    if (!existsSync(nodeModules)) return;
    const real = realpathSync(nodeModules);
    if (seen.has(real)) return;
    seen.add(real);
    const manifest = join(real, core, 'package.json');
    if (existsSync(manifest)) found.add(realpathSync(manifest));
    for (const path of packagesIn(real)) search(join(path, 'node_modules'));
  };
  for (const start of upwards(folder)) search(join(start, 'node_modules'));
  return [...found].map((manifest) => {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
    return { path: relative(folder, dirname(manifest)), version };
  });
};
