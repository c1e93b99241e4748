/** Links of a Markdown file of the repository, rewritten for its place on the site. */
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { places } from './pages.ts';
import { repository, root } from './site.ts';

/** Links, images and definitions: `](target)`, `]: target`, `src="target"`. */
const targetPattern = /(\]\(<?|^\[[^\]]+\]: +|\b(?:src|srcset|href)=")([^)\s">]+)/gm;

/** Fenced code, and code spans: their text has no links. */
const codePattern = /^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\2[ \t]*$|(`+)(?!`)[^\n]*?[^`]\3(?!`)/gm;

const repositoryLink = new RegExp(`^${repository}/(?:blob|tree)/main/`);

/** @returns The file of the repository that a link names; undefined for other links. */
const fileOf = (target: string, document: string): string | undefined => {
  if (repositoryLink.test(target)) return posix.normalize(target.replace(repositoryLink, ''));
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(target)) return undefined;
  return posix.normalize(posix.join(posix.dirname(document), target));
};

/** @returns The link for the site: to a page where the file is one, otherwise to GitHub. */
export const linkFor = (link: string, document: string): string => {
  const [target = '', anchor] = link.split('#');
  if (target === '') return link;
  const file = fileOf(target, document)?.replace(/\/$/, '');
  if (file === undefined || file.startsWith('..')) return link;
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  const place = places.get(file) ?? places.get(`${file}/README.md`);
  const from = places.get(document);
  if (place !== undefined && from !== undefined) return posix.relative(posix.dirname(from), place) + fragment;
  if (!existsSync(join(root, file))) return link;
  return `${repository}/${statSync(join(root, file)).isDirectory() ? 'tree' : 'blob'}/main/${file}${fragment}`;
};

/**
 * Rewrites the links of a Markdown file, but not of its code.
 *
 * @param document - The file's path in the repository.
 */
export const rewriteLinks = (text: string, document: string): string => {
  const rewrite = (part: string): string =>
    part.replace(targetPattern, (_, before: string, target: string) => before + linkFor(target, document));
  let result = '';
  let end = 0;
  for (const code of text.matchAll(codePattern)) {
    // A link's text may be a code span: the part after it starts with the link's target.
    result += rewrite(text.slice(end, code.index)) + code[0];
    end = code.index + code[0].length;
  }
  return result + rewrite(text.slice(end));
};
