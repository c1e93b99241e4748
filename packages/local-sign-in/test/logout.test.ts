import { expect, test } from 'vitest';
import { callback, openPool, signedOut } from './support/pool.ts';

test('a session signs in silently, without extending itself, until a logout or an hour ends it', async () => {
  await using pool = await openPool();
  const browser = pool.browser();
  await (await browser.get(pool.authorizeUrl())).submit('/login', { pick: 'alice' });
  pool.advance(3_000);
  expect((await browser.get(pool.authorizeUrl())).url).toMatch(`${callback}?code=`);
  pool.advance(601);
  expect((await browser.get(pool.authorizeUrl())).url).toMatch('/login?');
});

test('a logout ends the session and redirects to the sign-out URL', async () => {
  await using pool = await openPool();
  const browser = pool.browser();
  await (await browser.get(pool.authorizeUrl())).submit('/login', { pick: 'alice' });
  const cookie = browser.cookie(pool.cookieName) ?? '';
  const url = new URL('/logout', pool.local.origin);
  url.search = String(new URLSearchParams({ client_id: 'web', logout_uri: signedOut }));
  expect((await browser.get(url.href)).url).toBe(signedOut);
  browser.setCookie(pool.cookieName, cookie);
  expect((await browser.get(pool.authorizeUrl())).url).toMatch('/login?');
});
