/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settings, pool as signer, tokens } from '../inspector/support/tokens.ts';
import { openPool, type TestedPool } from '../support/pool.ts';
import { launchBrowser } from './support/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A folder for pictures of every verdict, to look at. */
const pictures = process.env['INSPECTOR_PICTURES'];

let browser: Browser;
let local: TestedPool;
let page: Page;
/** The requests and the messages of the console since the page was loaded. */
const requests: string[] = [];
const messages: string[] = [];

beforeAll(async () => {
  [browser, local] = await Promise.all([launchBrowser(), openPool()]);
  page = await browser.newPage();
  await page.goto(`${local.local.origin}/inspector`, { waitUntil: 'networkidle' });
  await page.getByText('Settings of the service').click();
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
}, 60_000);
afterAll(async () => {
  await browser.close();
  await local[Symbol.asyncDispose]();
});

const field = (name: string) => page.getByLabel(name, { exact: true });
/** Pastes a text, and waits for its result. */
const paste = async (text: string): Promise<void> => {
  await field('Token').fill(text);
  await page.locator('.output[aria-busy="false"]').waitFor({ state: 'attached' });
};
const verdict = () => page.locator('.verdict');

/** Enters the settings of the pool that signed the tokens. */
const useSettings = async (): Promise<void> => {
  await field('User pool id').fill(settings.userPoolId);
  await field('Issuer').fill('');
  await field('App clients').fill(settings.clientId);
  await field('Token use').selectOption(settings.tokenUse);
  await field('Key set').fill(settings.keys);
};

/** The elements of a result. */
const ownElements = new Set(
  'a code dd div dl dt h2 p section span table tbody td th thead tr'.split(' ').map((name) => name.toUpperCase()),
);

/** In the page: pastes a text, waits for the result, and returns the names of its elements. */
const show = async (text: string): Promise<readonly string[]> => {
  const token = document.querySelector<HTMLTextAreaElement>('#inspector-token');
  if (token !== null) token.value = text;
  token?.dispatchEvent(new Event('input', { bubbles: true }));
  while (document.querySelector('.output[aria-busy="true"]') !== null) await new Promise(requestAnimationFrame);
  return [...document.querySelectorAll('.output *')].map(({ tagName }) => tagName);
};

const violations = async (): Promise<readonly string[]> => {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

const hasSideScroll = (): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth > innerWidth');

const views = [
  ['phone-light', { width: 390, height: 844 }, 'light'],
  ['desktop-dark', { width: 1280, height: 900 }, 'dark'],
  ['phone-dark', { width: 390, height: 844 }, 'dark'],
  ['desktop-light', { width: 1280, height: 900 }, 'light'],
] as const;

const photograph = async (name: string, view: string): Promise<void> => {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name.replaceAll(' ', '-')}-${view}.png`), fullPage: true });
};

describe('the inspector in Chromium', () => {
  test("accepts a token of the local pool with the keys in the page, without anybody's settings", async () => {
    const { accessToken } = await local.local.signIn('alice');
    await paste(accessToken);
    await verdict().getByText('Accepted').waitFor();
    expect(await verdict().innerText()).toContain('alice');
    expect(requests).toEqual([]);
  });

  test.each(Object.entries(tokens))('explains the token "%s", and sends no request', async (name, [text, code]) => {
    await useSettings();
    await paste(text);
    await verdict()
      .getByRole('heading', { name: code === undefined ? 'Accepted' : `Refused: ${code}` })
      .waitFor();
    if (code !== undefined) {
      expect(await verdict().innerText()).toMatch(/cause\n[^\n]+[\s\S]*next step\n[^\n]+/);
      expect(await verdict().getByRole('link').getAttribute('href')).toMatch(new RegExp(`/errors/${code}$`));
    }
    for (const [view, size, colorScheme] of pictures === undefined ? views.slice(0, 2) : views) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      expect(await hasSideScroll()).toBe(false);
      await photograph(name, view);
    }
    expect(requests).toEqual([]);
    expect(messages.splice(0)).toEqual([]);
  });

  test.each(views.slice(0, 2))(
    'is accessible, empty, with an accepted and with a refused token: %s',
    async (_, size, colorScheme) => {
      await paste('');
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      expect(await violations()).toEqual([]);
      await useSettings();
      for (const name of ['good', 'wrong client', 'refresh token']) {
        await paste(tokens[name]?.[0] ?? '');
        await verdict().waitFor();
        expect(await violations()).toEqual([]);
      }
    },
  );

  test('keeps a typed token out of requests, address, title, storage and cookies', async () => {
    const [good] = tokens['good'] ?? [''];
    await useSettings();
    await field('Token').pressSequentially(good.slice(0, 40));
    await paste(good);
    await verdict().getByText('Accepted').waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([location.href, document.title, { ...localStorage }, { ...sessionStorage }, document.cookie, history.state])',
    );
    expect(kept).not.toContain(good.slice(0, 20));
    expect(requests).toEqual([]);
  });

  test('is empty after a reload', async () => {
    await paste(tokens['good']?.[0] ?? '');
    await page.reload({ waitUntil: 'networkidle' });
    expect(await field('Token').inputValue()).toBe('');
    await page.getByText('Settings of the service').click();
    expect(requests.splice(0).map((url) => new URL(url).search)).not.toContainEqual(expect.stringContaining('ey'));
  });

  test('may send no request at all, by its content security policy', async () => {
    const answer = await page.evaluate<string>(`fetch('/inspector').then(() => 'sent', () => 'refused')`);
    expect(answer).toBe('refused');
    expect(messages.splice(0).join()).toContain('Content Security Policy');
    const response = await local.local.fetch(new Request(`${local.local.origin}/inspector`));
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/connect-src|unsafe/);
  });

  test('shows markup and bidirectional marks of claims as text', async () => {
    await useSettings();
    await paste(signer.accessToken({ claims: { '<b>x</b>': '<img src=x onerror=alert(1)>\u202egpj' } }));
    const row = page.getByRole('row', { name: '<b>x</b>' });
    expect(await row.innerText()).toContain('<img src=x onerror=alert(1)>\\u202egpj');
    expect(await page.locator('.output img, .output b').count()).toBe(0);
    expect(requests).toEqual([]);
  });

  test('shows bidirectional marks of a verified user name escaped', async () => {
    await paste(signer.accessToken({ username: 'al\u202eice' }));
    await verdict().getByText('Accepted').waitFor();
    expect(await verdict().innerText()).toContain('al\\u202eice');
  });

  test('makes no markup of any text', async () => {
    const markup = fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '</code><script>alert(1)</script>',
      '<svg/onload=alert(1)>',
    );
    const words = fc.oneof(markup, fc.string({ unit: 'binary' }));
    const texts = fc.oneof(
      words,
      fc.tuple(words, words).map((parts) => parts.join('.')),
      fc
        .dictionary(words, words)
        .map((claims) =>
          signer.sign({ header: { ...claims, alg: 'RS256', kid: signer.keys.access.kid }, payload: claims }),
        ),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const names = await page.evaluate<readonly string[], string>(show, text);
        expect(names.filter((name) => !ownElements.has(name))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(requests).toEqual([]);
    expect(messages.splice(0)).toEqual([]);
  });

  test('is used by keyboard alone', async () => {
    await paste('');
    await page.reload();
    await field('Token').focus();
    await page.keyboard.insertText((await local.local.signIn('alice')).accessToken);
    await verdict().getByText('Accepted').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await field('Token').inputValue()).toBe('');
    expect(await verdict().count()).toBe(0);
  });
});

test('the pages of sign-in may run no script', async () => {
  const response = await local.local.fetch(new Request(local.local.origin));
  expect(response.headers.get('content-security-policy')).not.toContain('script-src');
});
