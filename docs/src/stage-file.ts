import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rewriteLinks } from './links.ts';
import { places } from './pages.ts';
import { root, staged } from './site.ts';

/**
 * Copies a file of the repository to its place on the site. Links of Markdown files are rewritten. Other files than those
 * of the site are ignored.
 */
export const stageFile = (path: string): void => {
  const place = places.get(path);
  if (place === undefined) return;
  const target = join(root, 'docs', staged, place);
  mkdirSync(dirname(target), { recursive: true });
  if (path.endsWith('.md')) writeFileSync(target, rewriteLinks(readFileSync(join(root, path), 'utf8'), path));
  else cpSync(join(root, path), target);
};
