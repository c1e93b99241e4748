import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { AxeResults, RunOptions } from 'axe-core';
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { styles, stylesPath } from '../../src/pages/index.ts';
import { launchBrowser } from './support/browser.ts';
import { examples } from './support/examples.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const app = new Hono()
  .get(stylesPath, (c) => c.body(styles, 200, { 'Content-Type': 'text/css' }))
  .get('/:name', (c) => c.html(examples[c.req.param('name')]?.() ?? ''));

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
let browser: Browser;
let page: Page;
const messages: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('console', (message) => messages.push(message.text()));
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.close();
});

/** What axe finds, as its rules with the elements. */
const violations = async (options: RunOptions): Promise<readonly string[]> => {
  const results = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(options)})`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};
const hasSideScroll = (): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth > innerWidth');

test.each(Object.keys(examples))('the page "%s" is accessible, on a phone and on a desktop', async (name) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${encodeURIComponent(name)}`);
  expect(await hasSideScroll()).toBe(false);
  // Through the debugger's protocol, which no content security policy governs.
  await page.evaluate(axe);
  expect(await violations({})).toEqual([]);

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await hasSideScroll()).toBe(false);
  expect(await violations({ runOnly: ['color-contrast', 'target-size'] })).toEqual([]);
  expect(messages.splice(0)).toEqual([]);
});
