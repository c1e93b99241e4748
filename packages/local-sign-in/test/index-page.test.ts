import { expect, test } from 'vitest';
import { callback, openPool } from './support/pool.ts';

const open = () =>
  openPool({
    resourceServers: [{ identifier: 'orders', scopes: ['read'] }],
    clients: [
      { clientId: 'web', name: 'Shop', callbackUrls: [callback], scopes: ['openid', 'orders/read'] },
      { clientId: 'spa', callbackUrls: [callback], grants: ['implicit'] },
      { clientId: 'machine', clientSecret: 'machine-secret', grants: ['client_credentials'] },
      { clientId: 'bare' },
    ],
  });

test('the page at / has a complete sign-in link for each client with a callback URL', async () => {
  await using pool = await open();
  const browser = pool.browser();
  const page = await browser.get('/');
  expect(page.status).toBe(200);
  const web = await browser.get(page.link('Sign in to Shop'));
  expect((await web.submit('/login', { pick: 'alice' })).url).toMatch(`${callback}?code=`);
  const spa = await browser.get(page.link('Sign in to spa'));
  expect(spa.url).toMatch(`${callback}#id_token=`);
  expect(page.text).toContain('machine has only client_credentials');
  expect(page.text).toContain('bare has no callback URL');
});

test('the page at / links to the account page and to discovery, and holds no secret', async () => {
  await using pool = await open();
  const page = await pool.browser().get('/');
  expect(page.link('Your account')).toBe('/account');
  expect(page.link('Discovery')).toBe(`${pool.local.issuer}/.well-known/openid-configuration`);
  expect(page.text).not.toContain('machine-secret');
});

test('the page at / cannot be read by another origin', async () => {
  await using pool = await open();
  const headers = { origin: 'http://localhost:3000' };
  const response = await pool.local.fetch(new Request(pool.local.origin, { headers }));
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});
