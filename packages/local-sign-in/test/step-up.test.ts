import { decodeToken } from '@cognito-guard/testing';
import { expect, test } from 'vitest';
import { totp } from '../src/pool/totp.ts';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const secret = 'JBSWY3DPEHPK3PXP';
const password = { username: 'carol', password: 'Password1!' };

const open = (): Promise<TestedPool> =>
  openPool({
    users: [
      { username: 'carol', password: 'Password1!', mfa: { method: 'totp', secret, when: 'step-up' } },
      { username: 'plain', password: 'Password1!' },
      { username: 'mail', password: 'Password1!', mfa: { method: 'email' } },
      { username: 'new', password: 'Password1!', status: 'FORCE_CHANGE_PASSWORD', mfa: { method: 'totp', secret } },
    ],
  });

const claimsOf = async (pool: TestedPool, url: string): Promise<Readonly<Record<string, unknown>>> => {
  const { body } = await pool.post('/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: 'web',
    code: new URL(url).searchParams.get('code') ?? '',
    redirect_uri: callback,
  });
  return decodeToken(String(body['access_token'])).payload;
};

test('a session of too low a level is asked for the second factor alone', async () => {
  await using pool = await open();
  const browser = pool.browser();
  const first = await (await browser.get(pool.authorizeUrl())).submit('/login', password);
  expect(first.url).toMatch(`${callback}?code=`);
  const asked = await browser.get(pool.authorizeUrl({ acr_values: 'urn:cognito:loa:4' }));
  expect(asked.text).not.toContain('type="password"');
  const left = await asked.submit('/mfa', { answer: totp(secret, Date.now()) });
  expect(await claimsOf(pool, left.url)).toMatchObject({ acr: 'urn:cognito:loa:4', amr: ['pwd', 'otp', 'mfa'] });
});

test('an unreachable or unknown level adds no second factor', async () => {
  await using pool = await open();
  for (const acr_values of ['urn:cognito:loa:4', 'urn:other:9', 'urn:cognito:loa:4 urn:cognito:loa:1']) {
    const page = await pool.browser().get(pool.authorizeUrl({ acr_values }));
    const left = await page.submit('/login', { username: 'plain', password: 'Password1!' });
    expect(await claimsOf(pool, left.url)).toMatchObject({ acr: 'urn:cognito:loa:1', amr: ['pwd'] });
  }
});

test('max_age asks for a new sign-in, whose auth_time is later', async () => {
  await using pool = await open();
  const browser = pool.browser();
  const first = await (await browser.get(pool.authorizeUrl())).submit('/login', password);
  const before = await claimsOf(pool, first.url);
  pool.advance(61);
  const again = await browser.get(pool.authorizeUrl({ max_age: '60' }));
  const after = await claimsOf(pool, (await again.submit('/login', password)).url);
  expect(Number(after['auth_time'])).toBeGreaterThanOrEqual(Number(before['auth_time']) + 61);
});

test('prompt login asks again, and the session before it stays until then', async () => {
  await using pool = await open();
  const browser = pool.browser();
  await (await browser.get(pool.authorizeUrl())).submit('/login', password);
  expect((await browser.get(pool.authorizeUrl({ prompt: 'login' }))).url).toMatch('/login?');
  expect((await browser.get(pool.authorizeUrl({ prompt: 'none' }))).url).toMatch(`${callback}?code=`);
});

test('a code by email is the second factor, and five wrong ones end the sign-in', async () => {
  await using pool = await open();
  const login = { username: 'mail', password: 'Password1!' };
  let page = await (await pool.browser().get(pool.authorizeUrl())).submit('/login', login);
  const wrong = pool.lastCode === '000000' ? '111111' : '000000';
  for (let attempt = 1; attempt <= 4; attempt++) {
    page = await page.submit('/mfa', { answer: wrong });
    expect(page.alert).toBe('Invalid code or auth state for the user.');
  }
  page = await page.submit('/mfa', { answer: wrong });
  expect(page.alert).toBe('Invalid session for the user, session is expired.');
  page = await page.submit('/login', login);
  expect((await page.submit('/mfa', { answer: pool.lastCode })).url).toMatch(`${callback}?code=`);
});

test('a user whose password must change sets one that conforms, then proves the second factor', async () => {
  await using pool = await open();
  let page = await pool.browser().get(pool.authorizeUrl());
  page = await page.submit('/login', { username: 'new', password: 'Password1!' });
  page = await page.submit('/newPassword', { answer: 'password' });
  expect(page.alert).toBe('Password did not conform with policy: Password must have uppercase characters');
  page = await page.submit('/newPassword', { answer: 'Password2!' });
  page = await page.submit('/mfa', { answer: 'nonsense' });
  expect(page.alert).toBe('Invalid code received for user');
  expect((await page.submit('/mfa', { answer: totp(secret, Date.now()) })).url).toMatch(`${callback}?code=`);
});

test('a challenge expires after three minutes', async () => {
  await using pool = await open();
  const login = { username: 'mail', password: 'Password1!' };
  const page = await (await pool.browser().get(pool.authorizeUrl())).submit('/login', login);
  const code = pool.lastCode;
  pool.advance(181);
  expect((await page.submit('/mfa', { answer: code })).alert).toBe('Invalid session for the user, session is expired.');
});
