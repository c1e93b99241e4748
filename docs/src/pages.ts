/** Which files of the repository are on the site, and where. */
import { globSync } from 'node:fs';
import { root } from './site.ts';

/** Markdown files outside `docs`. */
const others: Readonly<Record<string, string>> = {
  'ARCHITECTURE.md': 'architecture.md',
  'CHANGELOG.md': 'changelog/index.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security.md',
};

/** @returns The file's place on the site. */
const placeOf = (path: string): string =>
  others[path] ??
  path
    .replace(/^packages\/([^/]+)\/README\.md$/, 'packages/$1.md')
    .replace(/^packages\/([^/]+)\/CHANGELOG\.md$/, 'changelog/$1.md')
    .replace(/^docs\//, '')
    .replace(/\bREADME\.md$/, 'index.md');

/** Each file of the site with its place: `docs/bench/README.md` is at `bench/index.md`. All paths have forward slashes. */
export const places: ReadonlyMap<string, string> = new Map(
  globSync([...Object.keys(others), 'packages/*/{README,CHANGELOG}.md', 'docs/{*,*/*,*/*/*}.{md,svg,png}'], {
    cwd: root,
    exclude: ['docs/{node_modules,dist,.pages}'],
  })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => [path, placeOf(path)]),
);
