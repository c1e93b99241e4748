import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startVisit, type Visit } from './support/visit.ts';

/** Each query with a page that it must find among the first five results. */
const queries = [
  ['token_expired', /\/refusals\.html/],
  ['createVerifier', /\/reference\/core\.html#createverifier$/],
  ['jwks-rsa', /\/guides\/migrate\.html/],
] as const;

describe('the search finds', () => {
  let visit: Visit;
  before(async () => {
    visit = await startVisit();
  });
  after(() => visit.close());

  for (const [query, expected] of queries) {
    test(query, async () => {
      const page = await visit.open();
      await page.goto('/');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('searchbox').fill(query);
      const results = page.locator('.VPLocalSearchBox .result');
      await results.first().waitFor();
      const links = await results.evaluateAll((all) => all.slice(0, 5).map((link) => (link as HTMLAnchorElement).href));
      assert.ok(
        links.some((link) => expected.test(link)),
        links.join('\n'),
      );
      await page.context().close();
    });
  }
});
