/** The sidebar, from the folders of the site and the titles of their pages: a new page needs no registration. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, staged } from './site.ts';

/** A page of the site. */
export interface Page {
  /** `guides/migrate.md`. */
  readonly place: string;
  /** The title in its front matter, or its first heading. */
  readonly title: string;
  /** Its position in its section, from its front matter. Pages without one come last, by their place. */
  readonly order: number;
}

/** A group of the sidebar. */
export interface Section {
  readonly title: string;
  /** Whether the group is closed until a reader opens it or one of its pages. */
  readonly isClosed: boolean;
  readonly pages: readonly Page[];
}

/** The sections in their order; each page is in the first one that its place matches. */
const sections: readonly (readonly [title: string, places: RegExp, isClosed?: boolean])[] = [
  ['Start', /^(?:start\/|troubleshooting\.md)/],
  ['Concepts', /^concepts\//],
  ['Guides', /^(?:guides\/|inspector\.md)/],
  ['Recipes', /^recipes\//],
  ['Errors', /^(?:errors\/|refusals\.md)/, true],
  ['Packages', /^packages\//, true],
  ['API reference', /^reference\//, true],
  ['Measurements', /^(?:bench\/|fleet\/|performance\.md)/, true],
  ['Design decisions', /^decisions\//, true],
  ['Changelogs', /^changelog\//, true],
  ['Project', /^/],
];

const frontMatter = (text: string, name: string): string | undefined =>
  new RegExp(`^---\\n(?:.*\\n)*?${name}: *['"]?(.+?)['"]?\\n(?:.*\\n)*?---\\n`).exec(text)?.[1];

/** The text of a heading, without marks of code, links and escapes. */
const plain = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]|\\(?=[<>_[\]])/g, '')
    .trim();

const readPage = (place: string): Page => {
  const text = readFileSync(join(root, 'docs', staged, place), 'utf8');
  const heading = frontMatter(text, 'title') ?? /^# (.+)$/m.exec(text)?.[1];
  if (heading === undefined) throw new Error(`${place} has no heading.`);
  return { place, title: plain(heading), order: Number(frontMatter(text, 'order') ?? Number.POSITIVE_INFINITY) };
};

/** `bench/index.md` sorts before the other pages of its folder, `core.md` before those of `core/`. */
const sortKey = ({ place }: Page): string => place.replace(/(?:index)?\.md$/, '');

/** @returns All pages but the start page. */
export const readSections = (): readonly Section[] => {
  const pages = globSync('**/*.md', { cwd: join(root, 'docs', staged) })
    .map((place) => place.replaceAll('\\', '/'))
    .filter((place) => place !== 'index.md')
    .map(readPage)
    .sort((a, b) => a.order - b.order || sortKey(a).localeCompare(sortKey(b)));
  return sections
    .map(([title, , isClosed = false], index) => ({
      title,
      isClosed,
      pages: pages.filter(({ place }) => sections.findIndex(([, places]) => places.test(place)) === index),
    }))
    .filter((section) => section.pages.length > 0);
};
