import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startVisit, type Visit } from './support/visit.ts';

let visit: Visit;
before(async () => {
  visit = await startVisit();
});
after(() => visit.close());

test('the start page transfers less than 200 KB, with what it fetches ahead', async (t) => {
  const page = await visit.open({ viewport: { width: 1280, height: 900 } });
  const sizes = new Map<string, number>();
  page.on('requestfinished', async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    sizes.set(request.url(), responseBodySize + responseHeadersSize);
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${sizes.size} requests, ${(bytes / 1000).toFixed(1)} KB`);
  assert.ok(sizes.size > 3);
  assert.ok(bytes < 200_000, [...sizes].map(([url, size]) => `${size} ${url}`).join('\n'));
});
