/** Newcomers find the answers to their questions from the start page, by two clicks at most and by one search. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { searchFor } from './support/search.ts';
import { startVisit, type Visit } from './support/visit.ts';

interface Question {
  readonly question: string;
  /** The names of the links from the start page. */
  readonly clicks: readonly RegExp[];
  readonly search: string;
  /** Where the answer is, with the heading that precedes it. */
  readonly path: RegExp;
  /** Text of the answer. */
  readonly answer: RegExp;
}

const questions: readonly Question[] = [
  {
    question: 'my tokens are refused after an hour',
    clicks: [/^My tokens are refused after an hour/],
    search: 'refused after an hour',
    path: /\/troubleshooting\.html#my-tokens-are-refused-after-an-hour$/,
    answer: /refresh token/,
  },
  {
    question: 'Jest cannot import',
    clicks: [/^Jest cannot import/],
    search: 'Jest cannot import',
    path: /\/troubleshooting\.html#jest-cannot-import-the-package$/,
    answer: /customExportConditions|Jest/,
  },
  {
    question: 'which audience',
    clicks: [/^Which audience/],
    search: 'which audience',
    path: /\/concepts\/audience\.html/,
    answer: /client_id/,
  },
  {
    question: 'sign out everywhere',
    clicks: [/sign a user out everywhere/],
    search: 'sign out everywhere',
    path: /\/guides\/sign-out\.html/,
    answer: /everywhere/,
  },
  {
    question: 'REST authorizer returns 403 on the second route',
    clicks: [/REST authorizer return 403 on the second route/],
    search: '403 on the second route',
    path: /\/concepts\/authorizer-caching\.html#rest-authorizer-returns-403-on-the-second-route$/,
    answer: /policy for one route/,
  },
];

describe('from the start page, a newcomer finds the answer to', () => {
  let visit: Visit;
  before(async () => {
    visit = await startVisit();
  });
  after(() => visit.close());

  for (const { question, clicks, search, path, answer } of questions) {
    test(`"${question}", by ${clicks.length} click(s)`, async () => {
      assert.ok(clicks.length <= 2);
      const page = await visit.open();
      await page.goto('/');
      for (const name of clicks) await page.locator('.VPContent').getByRole('link', { name }).click();
      await page.waitForURL(path);
      await page.locator('.vp-doc').getByText(answer).first().waitFor();
      await page.context().close();
    });

    test(`"${question}", by a search`, async () => {
      const page = await visit.open();
      const links = await searchFor(page, search);
      assert.ok(
        links.slice(0, 5).some((link) => path.test(link)),
        links.join('\n'),
      );
      await page.context().close();
    });
  }
});
