/** Every page in Chromium at the width of a phone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { fencesOf, paths } from './support/pages.ts';
import { startVisit, type Visit } from './support/visit.ts';

/** What a page shows, as the browser has it. */
interface Seen {
  readonly links: readonly string[];
  readonly ids: readonly string[];
  readonly brokenPictures: readonly string[];
  /** The text of each code block. */
  readonly code: readonly string[];
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
}

const seen = new Map<string, Seen>();
const requests = new Set<string>();
const errors: string[] = [];
let visit: Visit;

const look = (): Seen => ({
  links: [...document.querySelectorAll('a[href]')].map((link) => (link as HTMLAnchorElement).href),
  ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  brokenPictures: [...document.images].filter(({ naturalWidth }) => naturalWidth === 0).map(({ src }) => src),
  code: [...document.querySelectorAll('.vp-doc pre code')].map((code) => code.textContent?.trimEnd() ?? ''),
  overflow: document.documentElement.scrollWidth - innerWidth,
});

const watch = (page: Page): void => {
  page.on('request', (request) => requests.add(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
};

before(async () => {
  visit = await startVisit();
  const queue = [...paths];
  const work = async (): Promise<void> => {
    const page = await visit.open({ viewport: { width: 390, height: 844 } });
    watch(page);
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      await page.goto(path);
      seen.set(path, await page.evaluate(look));
    }
  };
  await Promise.all([work(), work()]);
});

after(() => visit.close());

describe('every page', () => {
  test('is found by these tests', () => {
    assert.ok(seen.size > 60, `${seen.size} pages`);
  });

  test('loads without an error in the console', () => {
    assert.deepEqual(errors, []);
  });

  test('sends no request to another server', () => {
    assert.ok(requests.size > seen.size);
    assert.deepEqual(
      [...requests].filter((url) => !url.startsWith(`${visit.origin}/`) && !url.startsWith('data:')),
      [],
    );
  });

  test('links to pages and anchors that exist', () => {
    const broken = [...seen].flatMap(([from, { links }]) =>
      links
        .filter((link) => link.startsWith(`${visit.origin}/`))
        .filter((link) => {
          const { pathname, hash } = new URL(link);
          const target = seen.get(pathname.replace(/\/index\.html$/, '/'));
          return target === undefined || (hash !== '' && !target.ids.includes(decodeURIComponent(hash.slice(1))));
        })
        .map((link) => `${from} links to ${link.slice(visit.origin.length)}`),
    );
    assert.deepEqual(broken, []);
  });

  test('is linked from the start page, by one link or two', () => {
    const linked = (path: string): readonly string[] =>
      (seen.get(path)?.links ?? []).map((link) => new URL(link).pathname.replace(/\/index\.html$/, '/'));
    const near = new Set(linked('/').flatMap((path) => [path, ...linked(path)]));
    assert.deepEqual(
      [...seen.keys()].filter((path) => !near.has(path)),
      [],
    );
  });

  test('shows the code of its Markdown unchanged', () => {
    let count = 0;
    for (const [path, { code }] of seen) {
      const fences = fencesOf(path);
      count += fences.length;
      assert.deepEqual(code, fences, path);
    }
    assert.ok(count > 300, `${count} code blocks`);
  });

  test('shows its pictures', () => {
    assert.deepEqual(
      [...seen].flatMap(([path, { brokenPictures }]) => brokenPictures.map((src) => `${path}: ${src}`)),
      [],
    );
  });

  test('fits the width of a phone', () => {
    assert.deepEqual(
      [...seen].filter(([, { overflow }]) => overflow > 0).map(([path, { overflow }]) => `${path}: ${overflow}`),
      [],
    );
  });
});
