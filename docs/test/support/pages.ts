import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dist } from './server.ts';

/** The path of every page: `/`, `/guides/migrate.html`. */
export const paths: readonly string[] = globSync('**/*.html', { cwd: dist })
  .map((path) => `/${path.replaceAll('\\', '/')}`.replace(/\/index\.html$/, '/'))
  .filter((path) => path !== '/404.html')
  .sort();

/** @returns The Markdown file of a page, relative to `dist`. */
export const markdownOf = (path: string): string =>
  path
    .slice(1)
    .replace(/(?:\.html|(^|\/))$/, (_, slash?: string) => (slash === undefined ? '.md' : `${slash}index.md`));

/** @returns The fenced code of a page's Markdown, without the indentation of a list. */
export const fencesOf = (path: string): readonly string[] =>
  [...readFileSync(join(dist, markdownOf(path)), 'utf8').matchAll(/^( *)```.*\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
  );
