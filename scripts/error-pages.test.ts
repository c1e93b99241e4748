/** Each error code has a page, whose URL is `error.docs`. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AuthError } from '@cognito-guard/core';
import { expect, test } from 'vitest';
import { codeRules } from '../packages/core/src/errors/codes.ts';
import { root } from './run.ts';

const rules = Object.entries(codeRules).map(([code, rule]) => ({ code, ...rule }));
const pages = globSync('docs/errors/*.md', { cwd: root })
  .map((path) => basename(path, '.md'))
  .filter((name) => name !== 'README');

test('docs/errors has one page for each error code, and no other', () => {
  expect(pages.toSorted()).toEqual(rules.map(({ code }) => code).toSorted());
});

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test.each(rules)('the page of $code has its code, its status, its message and four answers', (rule) => {
  const { code, status, message } = rule;
  const text = read(`docs/errors/${code}.md`);
  expect(text).toMatch(new RegExp(`^# \`${code}\`\n`));
  expect(text).toContain(`| ${status} |`);
  expect(text).toContain(`| ${message} |`);
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['What it means', 'Who caused it', 'How to see it', 'How to fix it']);
  expect(text.split('\n').length, 'lines').toBeLessThanOrEqual(41);
});

test.each(rules)("$code and its status are in the list of pages and in core's README", ({ code, status }) => {
  expect(read('docs/errors/README.md')).toContain(`[\`${code}\`](${code}.md) | ${status} |`);
  const rows = read('packages/core/README.md').split('\n');
  expect(rows.filter((row) => row.includes(`\`${code}\``) && row.includes(`| ${status} |`))).toHaveLength(1);
});

test('error.docs of every code is on the site that docs/src/site.ts names', () => {
  const [, siteUrl] = /siteUrl = '(.+)'/.exec(readFileSync(join(root, 'docs/src/site.ts'), 'utf8')) ?? [];
  for (const code of Object.keys(codeRules) as (keyof typeof codeRules)[]) {
    expect(new AuthError(code).docs).toBe(`${siteUrl}errors/${code}`);
  }
});
