import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { searchFor } from './support/search.ts';
import { startVisit, type Visit } from './support/visit.ts';

/** Each query with a page that must be among its first five results. */
const queries = [
  ['token_expired', /\/errors\/token_expired\.html/],
  ['createVerifier', /\/reference\/core\.html#createverifier$/],
  ['jwks-rsa', /\/guides\/migrate\.html/],
  ['key rotation', /\/concepts\/key-rotation\.html/],
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
      const links = await searchFor(page, query);
      assert.ok(
        links.slice(0, 5).some((link) => expected.test(link)),
        links.join('\n'),
      );
      await page.context().close();
    });
  }

  test('nothing for a word that no page has, and says so', async () => {
    const page = await visit.open();
    assert.deepEqual(await searchFor(page, 'xylophone'), []);
    await page.context().close();
  });
});
