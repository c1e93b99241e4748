/** The pages that readers and tools rely on: the short README, and one page for each error code. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AuthErrorCode, codeRules } from '../packages/core/src/errors/codes.ts';
import { root } from './run.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('README.md has at most 6 KB', () => {
  expect(statSync(join(root, 'README.md')).size).toBeLessThanOrEqual(6 * 1024);
});

test('README.md links to the README of every package', () => {
  const readme = read('README.md');
  const readmes = globSync('packages/*/README.md', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  expect(readmes.filter((path) => !readme.includes(`](${path})`))).toEqual([]);
});

test('the READMEs of packages have no relative link to another file, because npm shows them alone', () => {
  const relative = /\]\((?!https?:|#)[^)]*\)/g;
  const links = globSync('packages/*/README.md', { cwd: root }).flatMap((path) =>
    [...read(path).matchAll(relative)].map(([link]) => `${path}: ${link}`),
  );
  expect(links).toEqual([]);
});

describe('the page of an error code', () => {
  const codes = Object.keys(codeRules) as AuthErrorCode[];
  const index = read('docs/errors/README.md');

  test.each(codes)('%s says its status, its message, who caused it and how to fix it', (code) => {
    const page = read(`docs/errors/${code}.md`);
    const { status, message } = codeRules[code];
    expect(page).toMatch(new RegExp(`^# \`${code}\`\n`));
    expect(page).toContain(`| ${status} | `);
    expect(page).toContain(` | ${message} |`);
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['What it means', 'Who caused it', 'How to see it', 'How to fix it']);
    expect(page.split('\n').length).toBeLessThanOrEqual(41);
    expect(index).toContain(`[\`${code}\`](${code}.md) | ${status} |`);
  });

  test.each(codes)("%s is in the table of core's README, with its status", (code) => {
    const row = read('packages/core/README.md')
      .split('\n')
      .find(
        (line) =>
          line.startsWith('|') && line.includes(`\`${code}\``) && line.includes(`| ${codeRules[code].status} |`),
      );
    expect(row).toBeDefined();
  });

  test('exists for codes of the library only', () => {
    const pages = globSync('docs/errors/*_*.md', { cwd: root }).map((path) => path.replace(/^.*[/\\]|\.md$/g, ''));
    expect(pages.filter((code) => !Object.hasOwn(codeRules, code))).toEqual([]);
  });
});
