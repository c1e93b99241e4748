/** Writes the folder that VitePress reads: the Markdown files with their links rewritten, the pictures, the reference. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rewriteLinks } from './links.ts';
import { places } from './pages.ts';
import { writeReference } from './reference.ts';
import { root, staged } from './site.ts';

const folder = join(root, 'docs', staged);
rmSync(folder, { recursive: true, force: true });
for (const [path, place] of places) {
  const target = join(folder, place);
  mkdirSync(dirname(target), { recursive: true });
  if (path.endsWith('.md')) writeFileSync(target, rewriteLinks(readFileSync(join(root, path), 'utf8'), path));
  else cpSync(join(root, path), target);
}
await writeReference(join(folder, 'reference'));
