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

test.each(rules)('the page of $code has its code, its status and its message', ({ code, status, message }) => {
  const text = readFileSync(join(root, 'docs/errors', `${code}.md`), 'utf8');
  expect(text).toMatch(new RegExp(`^# \`${code}\`\n`));
  expect(text).toContain(`| ${status} |`);
  expect(text).toContain(message);
});

test('error.docs of every code is on the site that docs/src/site.ts names', () => {
  const [, siteUrl] = /siteUrl = '(.+)'/.exec(readFileSync(join(root, 'docs/src/site.ts'), 'utf8')) ?? [];
  for (const code of Object.keys(codeRules) as (keyof typeof codeRules)[]) {
    expect(new AuthError(code).docs).toBe(`${siteUrl}errors/${code}`);
  }
});
