import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { describe, expect, test } from 'vitest';
import { callback, openPool, signedOut, type TestedPool } from './support/pool.ts';

const password = { username: 'alice', password: 'Password1!' };

const open = (): Promise<TestedPool> =>
  openPool({
    clients: [
      { clientId: 'web', callbackUrls: [callback], logoutUrls: [signedOut] },
      {
        clientId: 'spa',
        callbackUrls: [callback],
        grants: ['implicit'],
        scopes: ['openid', 'aws.cognito.signin.user.admin'],
      },
      { clientId: 'corp', callbackUrls: [callback], providers: ['Corp'] },
    ],
    providers: [
      { name: 'Google', type: 'Google', users: [{ userId: '1042', email: 'bob@gmail.example' }] },
      { name: 'Corp', type: 'SAML', identifiers: ['corp.example'], users: [{ userId: 'c1' }] },
    ],
  });

describe('the implicit grant', () => {
  test('puts both tokens into the fragment with openid, in the order of the documentation', async () => {
    await using pool = await open();
    const page = await pool
      .browser()
      .get(pool.authorizeUrl({ client_id: 'spa', response_type: 'token', state: 'abc' }));
    const { url } = await page.submit('/login', password);
    const fragment = new URLSearchParams(new URL(url).hash.slice(1));
    expect([...fragment.keys()]).toEqual(['id_token', 'access_token', 'token_type', 'expires_in', 'state']);
    expect([fragment.get('token_type'), fragment.get('expires_in')]).toEqual(['bearer', '3600']);
    const { verify } = createVerifier({ ...pool.local.options, clientId: 'spa', tokenUse: null });
    await verify(fragment.get('access_token') ?? '');
    await verify(fragment.get('id_token') ?? '');
  });

  test('has no ID token without openid', async () => {
    await using pool = await open();
    const scope = 'aws.cognito.signin.user.admin';
    const page = await pool.browser().get(pool.authorizeUrl({ client_id: 'spa', response_type: 'token', scope }));
    const { url } = await page.submit('/login', password);
    const fragment = new URLSearchParams(new URL(url).hash.slice(1));
    expect([...fragment.keys()]).toEqual(['access_token', 'token_type', 'expires_in']);
  });
});

describe('the sign-in page', () => {
  test('has the name of login_hint in its field, escaped', async () => {
    await using pool = await open();
    const page = await pool.browser().get(pool.authorizeUrl({ login_hint: '"><script>alert(1)</script>' }));
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;');
    expect(page.text).not.toContain('<script');
  });

  test('keeps the username after a wrong password', async () => {
    await using pool = await open();
    const page = await pool.browser().get(pool.authorizeUrl({ login_hint: 'bob' }));
    const again = await page.submit('/login', { username: 'alice', password: 'wrong' });
    expect(again.text).toMatch(/<input id="username"[^>]* value="alice"/);
    expect(again.text).not.toContain('value="wrong"');
  });

  test('of a client with a provider alone offers neither sign-up nor users', async () => {
    await using pool = await open();
    const page = await pool.browser().get(pool.authorizeUrl({ client_id: 'corp' }));
    expect(page.text).not.toContain('name="pick"');
    expect(page.text).not.toContain('Sign up');
    expect(page.link('Corp')).toContain('/providers/Corp?');
  });

  test('offers no users where pickUsers is false, and refuses a pick', async () => {
    await using pool = await openPool({ pickUsers: false });
    const page = await pool.browser().get(pool.authorizeUrl());
    expect(page.text).not.toContain('name="pick"');
    expect((await page.submit('/login', { pick: 'alice' })).alert).toBe('Incorrect username or password.');
  });
});

describe('sign-up', () => {
  test.each([
    [{ username: 'Alice', email: 'a@example.com', password: 'Password1!' }, 'User already exists'],
    [
      { username: 'alice@example.com', email: 'bob@example.com', password: 'Password1!' },
      'Username cannot be of email format, since user pool is configured for email alias.',
    ],
    [{ username: 'bob', email: 'nowhere', password: 'Password1!' }, 'Invalid email address format.'],
    [
      { username: 'bob', email: 'bob@example.com', password: 'Password12' },
      'Password did not conform with policy: Password must have symbol characters',
    ],
  ])('of %j is refused', async (fields, message) => {
    await using pool = await open();
    const browser = pool.browser();
    const page = await browser.get((await browser.get(pool.authorizeUrl())).link('Sign up'));
    const again = await page.submit('/signup', fields);
    expect([again.status, again.alert, pool.sent]).toEqual([400, message, []]);
  });

  test("does not confirm an address that is another user's", async () => {
    await using pool = await open();
    const browser = pool.browser();
    const page = await browser.get((await browser.get(pool.authorizeUrl())).link('Sign up'));
    const fields = { username: 'mallory', email: 'Alice@example.com', password: 'Password1!' };
    const confirm = await page.submit('/signup', fields);
    const again = await confirm.submit('/confirm', { code: pool.lastCode });
    expect([again.status, again.alert]).toEqual([400, 'An account with the email already exists.']);
    await expect(pool.local.signIn('mallory')).rejects.toThrow('got "UNCONFIRMED"');
  });

  test('has no page where signUp is false', async () => {
    await using pool = await openPool({ signUp: false });
    const browser = pool.browser();
    const page = await browser.get(pool.authorizeUrl());
    expect(page.text).not.toContain('Sign up');
    const left = await browser.get(page.url.replace('/login', '/signup'));
    expect(left.query.get('error')).toBe('SignUp is not permitted for this user pool');
  });

  test('does not sign a user in before the address is confirmed, and sends a new code on demand', async () => {
    await using pool = await open();
    const browser = pool.browser();
    const page = await browser.get((await browser.get(pool.authorizeUrl())).link('Sign up'));
    const fields = { username: 'bob', email: 'bob@example.com', password: 'Password1!' };
    await page.submit('/signup', fields);
    const login = await browser.get(pool.authorizeUrl());
    const confirm = await login.submit('/login', fields);
    await confirm.submit('/resendcode', {});
    expect(pool.sent).toHaveLength(3);
    const [first] = pool.sent;
    const late = await confirm.submit('/confirm', {
      code: first?.code === pool.lastCode ? 'none' : (first?.code ?? ''),
    });
    expect(late.alert).toBe('Invalid verification code provided, please try again.');
    pool.advance(3_601);
    const expired = await late.submit('/confirm', { code: pool.lastCode });
    expect(expired.alert).toBe('Invalid code provided, please request a code again.');
  });
});

test('the page for a reset code links to a new code and back to the sign-in page', async () => {
  await using pool = await open();
  const browser = pool.browser();
  const login = await browser.get(pool.authorizeUrl());
  const reset = await (await browser.get(login.link('Forgot password?'))).submit('/forgotPassword', {
    username: 'alice',
  });
  expect(new URL(reset.link('Request a new code'), reset.url).pathname).toBe('/forgotPassword');
  expect(new URL(reset.link('Back to sign in'), reset.url).href).toBe(login.url);
});

describe('a provider', () => {
  test('is reached by its identifier, and a refusal goes back to the app', async () => {
    await using pool = await open();
    const page = await pool.browser().get(pool.authorizeUrl({ idp_identifier: 'corp.example', state: 'abc' }));
    expect(page.url).toContain('/providers/Corp?');
    const { query } = await page.submit('/providers/Corp', { refuse: 'yes' });
    expect(Object.fromEntries(query)).toEqual({
      error: 'invalid_request',
      error_description: 'Corp Error - 401 access_denied',
      state: 'abc',
    });
  });

  test('has no other users than those of the options', async () => {
    await using pool = await open();
    const page = await pool.browser().get(pool.authorizeUrl({ identity_provider: 'Google' }));
    const again = await page.submit('/providers/Google', { userId: '1' });
    expect([again.status, again.alert]).toEqual([400, 'There is no such user at the provider.']);
  });

  test('is asked even where the browser has a session from a password', async () => {
    await using pool = await open();
    const browser = pool.browser();
    await (await browser.get(pool.authorizeUrl())).submit('/login', password);
    expect((await browser.get(pool.authorizeUrl({ identity_provider: 'Google' }))).url).toContain('/providers/Google?');
    expect((await browser.get(pool.authorizeUrl({ client_id: 'corp' }))).url).toContain('/login?');
  });
});

describe('logout with redirect_uri', () => {
  test('ends the session and shows the sign-in page with all scopes of the client', async () => {
    await using pool = await open();
    const browser = pool.browser();
    await (await browser.get(pool.authorizeUrl())).submit('/login', password);
    const query = {
      client_id: 'web',
      redirect_uri: callback,
      response_type: 'code',
      state: 'abc',
      identity_provider: 'Google',
    };
    const page = await browser.get(`/logout?${new URLSearchParams(query)}`);
    expect(Object.fromEntries(page.query)).toEqual({
      client_id: 'web',
      redirect_uri: callback,
      response_type: 'code',
      state: 'abc',
      scope: 'openid email profile',
    });
    expect((await page.submit('/login', password)).url).toMatch(`${callback}?code=`);
  });
});

describe('the account page', () => {
  test("lists the user's sessions and ends one of them", async () => {
    await using pool = await open();
    const [laptop, phone] = [pool.browser(), pool.browser()];
    for (const browser of [laptop, phone]) {
      await (await browser.get(pool.authorizeUrl())).submit('/login', password);
      pool.advance(60);
    }
    const page = await laptop.get('/account');
    const names = [...page.text.matchAll(/aria-label="(Sign out [^"]+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(2);
    const handles = [...page.text.matchAll(/name="session" value="([^"]+)"/g)].map(([, handle]) => handle ?? '');
    expect(handles).toHaveLength(2);
    // The latest first: the phone's.
    await page.submit('/account', { session: handles[0] ?? '' });
    const signedOut = await phone.get('/account');
    expect([signedOut.status, signedOut.text.includes('Signed out')]).toEqual([401, true]);
    expect((await laptop.get('/account')).text.match(/name="session"/g)).toHaveLength(1);
  });

  test('ends the tokens of the session that it signs out', async () => {
    const store = memoryRevocationStore();
    await using pool = await openPool({ revocation: store });
    const browser = pool.browser();
    const { query } = await (await browser.get(pool.authorizeUrl())).submit('/login', password);
    const { body } = await pool.post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: 'web',
      code: query.get('code') ?? '',
      redirect_uri: callback,
    });
    const page = await browser.get('/account');
    const [, handle = ''] = /name="session" value="([^"]+)"/.exec(page.text) ?? [];
    await page.submit('/account', { session: handle });
    const refreshed = await pool.post('/oauth2/token', {
      grant_type: 'refresh_token',
      client_id: 'web',
      refresh_token: String(body['refresh_token']),
    });
    expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const verifier = createVerifier({
      ...pool.local.options,
      clientId: 'web',
      tokenUse: 'access',
      revocation: { store, cacheSeconds: 0 },
    });
    await expect(verifier.verify(String(body['access_token']))).rejects.toMatchObject({ code: 'token_revoked' });
  });

  test('never holds the value of a cookie', async () => {
    await using pool = await open();
    const browser = pool.browser();
    await (await browser.get(pool.authorizeUrl())).submit('/login', password);
    expect((await browser.get('/account')).text).not.toContain(browser.cookie(pool.cookieName));
  });
});

describe('another host name', () => {
  test('is refused, so that a site which resolves to this machine reads nothing', async () => {
    await using pool = await open();
    const response = await pool.local.fetch(new Request('http://evil.example/login'));
    expect(response.status).toBe(421);
    expect(await response.text()).toContain(pool.local.origin);
  });
});
