import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { UserOptions } from '../../src/index.ts';
import { openPool, type TestedPool } from '../support/pool.ts';
import { launchBrowser } from './support/browser.ts';

let browser: Browser;
let page: Page;
let callback: string;
const app = createServer((_, response) => response.end('signed in'));

beforeAll(async () => {
  await once(app.listen(0, 'localhost'), 'listening');
  callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  app.close();
});
beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
  return () => page.context().close();
});

interface Focus {
  readonly name: string;
  readonly outline: string;
}

/** Presses Tab until the control of this name has the focus, and shows it. */
const tabTo = async (name: string): Promise<void> => {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate<Focus>(
      `(({ labels, innerText }, { outlineStyle }) => ({ name: labels?.[0]?.innerText ?? innerText, outline: outlineStyle }))(
        document.activeElement, getComputedStyle(document.activeElement))`,
    );
    if (!focus.name.includes(name)) continue;
    expect(focus.outline).toBe('solid');
    return;
  }
  throw new Error(`Tab does not reach "${name}"`);
};

/** Fills fields in their order, and sends the form with Enter. */
const fill = async (fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(fields)) {
    await tabTo(name);
    await page.keyboard.type(value);
  }
  await page.keyboard.press('Enter');
};

const press = async (name: string): Promise<void> => {
  await tabTo(name);
  await page.keyboard.press('Enter');
};

const heading = (name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();
const signedIn = (): Promise<void> => page.waitForURL(`${callback}?code=*`);

/** Opens the sign-in page of a pool with the user alice. */
const open = async (alice: Partial<UserOptions> = {}): Promise<TestedPool> => {
  const pool = await openPool({
    clients: [{ clientId: 'web', callbackUrls: [callback] }],
    users: [{ username: 'alice', password: 'Password1!', email: 'alice@example.com', ...alice }],
  });
  await page.goto(pool.authorizeUrl({ redirect_uri: callback }));
  return pool;
};

test('a user signs in by keyboard alone, after a wrong password', async () => {
  await using _pool = await open();
  await fill({ Username: 'alice', Password: 'wrong' });
  await page.getByRole('alert').waitFor();
  await fill({ Username: 'alice', Password: 'Password1!' });
  await signedIn();
});

test('a seeded user is picked by keyboard alone', async () => {
  await using _pool = await open();
  await press('alice');
  await signedIn();
});

test('a new user signs up and confirms the account by keyboard alone', async () => {
  await using pool = await open();
  await press('Sign up');
  await heading('Sign up');
  await fill({ Username: 'grace', Email: 'grace@example.com', Password: 'Password1!' });
  await heading('Confirm your account');
  await fill({ Code: pool.lastCode });
  await signedIn();
});

test('a forgotten password is replaced by keyboard alone', async () => {
  await using pool = await open();
  await press('Forgot password?');
  await heading('Reset your password');
  await fill({ Username: 'alice' });
  await heading('Choose a new password');
  await fill({ 'Reset code': pool.lastCode, 'New password': 'Another1!' });
  await heading('Sign in');
  await fill({ Username: 'alice', Password: 'Another1!' });
  await signedIn();
});

test('a second factor is answered by keyboard alone', async () => {
  await using pool = await open({ mfa: { method: 'email' } });
  await fill({ Username: 'alice', Password: 'Password1!' });
  await heading('Enter your code');
  await fill({ Code: pool.lastCode });
  await signedIn();
});
