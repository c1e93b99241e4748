import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { startVisit, type Visit } from './support/visit.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One page of each kind. */
const pages = [
  '/',
  '/packages/express.html',
  '/guides/migrate.html',
  '/inspector.html',
  '/refusals.html',
  '/reference/core/telemetry.html',
  '/bench/',
];

describe('axe finds nothing serious', () => {
  let visit: Visit;
  before(async () => {
    visit = await startVisit();
  });
  after(() => visit.close());

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const path of pages) {
      test(`${path}, ${colorScheme}`, async () => {
        const page = await visit.open({ colorScheme });
        await page.goto(path);
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
        assert.ok(passes.length > 10);
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        assert.deepEqual(
          serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
          [],
        );
        await page.context().close();
      });
    }
  }
});
