import { createVerifier } from '@cognito-guard/core';
import { describe, expect, test } from 'vitest';
import { callback, openPool } from './support/pool.ts';

describe('a sign-in with a password', () => {
  test('ends at the redirect URI with a code, whose tokens a verifier accepts', async () => {
    await using pool = await openPool();
    const page = await pool.browser().get(pool.authorizeUrl({ state: 'abc', scope: 'openid email' }));
    const left = await page.submit('/login', { username: 'alice', password: 'Password1!' });
    expect(left.url).toMatch(`${callback}?code=`);
    expect(left.query.get('state')).toBe('abc');
    const { status, body } = await pool.post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: 'web',
      code: left.query.get('code') ?? '',
      redirect_uri: callback,
    });
    expect(status).toBe(200);
    const verifier = createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: null });
    expect(await verifier.verify(String(body['access_token']))).toMatchObject({ username: 'alice' });
    expect(await verifier.verify(String(body['id_token']))).toMatchObject({ claims: { email: 'alice@example.com' } });
  });
});

describe('the pages', () => {
  const signIn = { username: 'alice', password: 'Password1!' };

  test('a seeded user can be picked without a password', async () => {
    await using pool = await openPool();
    const page = await pool.browser().get(pool.authorizeUrl());
    expect((await page.submit('/login', { pick: 'alice' })).url).toMatch(`${callback}?code=`);
  });

  test('a wrong password shows the message of Cognito and keeps the visit', async () => {
    await using pool = await openPool();
    const page = await pool.browser().get(pool.authorizeUrl());
    const again = await page.submit('/login', { ...signIn, password: 'wrong' });
    expect([again.status, again.alert]).toEqual([400, 'Incorrect username or password.']);
    expect((await again.submit('/login', signIn)).url).toMatch(`${callback}?code=`);
  });

  test('a new user signs up, confirms the address with the code and is signed in', async () => {
    await using pool = await openPool();
    const page = await pool.browser().get(pool.authorizeUrl());
    const browser = pool.browser();
    const signUp = await browser.get((await browser.get(pool.authorizeUrl())).link('Sign up'));
    const confirm = await signUp.submit('/signup', {
      username: 'bob',
      email: 'bob@example.com',
      password: 'Password1!',
    });
    expect(pool.sent).toMatchObject([{ purpose: 'sign-up', username: 'bob' }]);
    const wrong = await confirm.submit('/confirm', { code: pool.lastCode === '000000' ? '111111' : '000000' });
    expect(wrong.alert).toBe('Invalid verification code provided, please try again.');
    expect((await wrong.submit('/confirm', { code: pool.lastCode })).url).toMatch(`${callback}?code=`);
    expect((await page.submit('/login', { username: 'bob@example.com', password: 'Password1!' })).url).toMatch(
      '?code=',
    );
  });

  test('a forgotten password is replaced with a code', async () => {
    await using pool = await openPool();
    const browser = pool.browser();
    const start = await browser.get((await browser.get(pool.authorizeUrl())).link('Forgot'));
    const reset = await start.submit('/forgotPassword', { username: 'alice' });
    const weak = await reset.submit('/confirmForgotPassword', { code: pool.lastCode, password: 'weak' });
    expect(weak.alert).toBe('Password did not conform with policy: Password not long enough');
    const login = await weak.submit('/confirmForgotPassword', { code: pool.lastCode, password: 'Password2!' });
    expect((await login.submit('/login', signIn)).alert).toBe('Incorrect username or password.');
    expect((await login.submit('/login', { ...signIn, password: 'Password2!' })).url).toMatch(`${callback}?code=`);
  });
});

test('the list of users says what a picked user has to do next', async () => {
  await using pool = await openPool({
    users: [
      { username: 'alice', groups: ['admins'] },
      { username: 'bob', mfa: { method: 'totp' } },
      { username: 'carol', status: 'UNCONFIRMED', email: 'carol@example.com' },
      { username: 'dave', status: 'FORCE_CHANGE_PASSWORD' },
      { username: 'erin', mfa: { method: 'totp', when: 'step-up' } },
    ],
  });
  const { text } = await pool.browser().get(pool.authorizeUrl());
  expect([...text.matchAll(/<small>([^<]*)<\/small>/g)].map(([, detail]) => detail)).toEqual([
    'admins',
    'no groups · second factor',
    'carol@example.com · address not confirmed',
    'no groups · temporary password',
    'no groups',
  ]);
});
