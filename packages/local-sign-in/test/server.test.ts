import { request } from 'node:https';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { describe, expect, test, vi } from 'vitest';
import { createLocalSignIn, type LocalSignIn } from '../src/index.ts';
import { callback, openPool, signedOut } from './support/pool.ts';

const clients = [{ clientId: 'web', callbackUrls: [callback], logoutUrls: [signedOut] }];

const getOverTls = (url: string, ca: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { ...(ca !== undefined && { ca }), agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });

describe('the server', () => {
  test.each(['localhost', '127.0.0.1', '::1'] as const)('answers over HTTP on %s', async (host) => {
    await using local = await createLocalSignIn({ clients, host });
    const response = await fetch(`${local.issuer}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ issuer: local.issuer });
  });

  test('answers over HTTPS with a certificate that its own text makes trusted', async () => {
    await using local = await createLocalSignIn({ clients, https: true });
    const url = `${local.issuer}/.well-known/jwks.json`;
    expect(JSON.parse(await getOverTls(url, local.certificate))).toMatchObject({ keys: [{ use: 'sig' }, {}] });
    await expect(getOverTls(url, undefined)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  test('rejects where the port is taken, and names the option', async () => {
    await using first = await createLocalSignIn({ clients });
    const port = Number(new URL(first.origin).port);
    await expect(createLocalSignIn({ clients, port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `createLocalSignIn: port must be free; ${port} is in use.`,
    });
  });

  test('stops while a client keeps its connection', async () => {
    const local: LocalSignIn = await createLocalSignIn({ clients });
    await (await fetch(`${local.issuer}/.well-known/jwks.json`)).text();
    await local.close();
    await local.close();
    await expect(fetch(local.origin)).rejects.toThrow();
  });

  test('has new keys in each pool', async () => {
    await using one = await createLocalSignIn({ clients });
    await using other = await createLocalSignIn({ clients });
    const keysOf = async ({ issuer }: LocalSignIn): Promise<string> =>
      (await fetch(`${issuer}/.well-known/jwks.json`)).text();
    expect(await keysOf(one)).not.toBe(await keysOf(other));
  });
});

describe('the answers', () => {
  test("have discovery's members of Cognito, and no other", async () => {
    await using pool = await openPool();
    const response = await pool.local.fetch(new Request(`${pool.local.issuer}/.well-known/openid-configuration`));
    const document: Readonly<Record<string, unknown>> = JSON.parse(await response.text());
    expect(Object.keys(document)).toEqual([
      'authorization_endpoint',
      'end_session_endpoint',
      'id_token_signing_alg_values_supported',
      'issuer',
      'jwks_uri',
      'response_types_supported',
      'revocation_endpoint',
      'scopes_supported',
      'subject_types_supported',
      'token_endpoint',
      'token_endpoint_auth_methods_supported',
      'userinfo_endpoint',
    ]);
  });

  test('of pages forbid scripts and frames', async () => {
    await using pool = await openPool();
    const response = await pool.local.fetch(new Request(new URL('/error', pool.local.origin)));
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "style-src 'self'",
      'img-src data:',
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });

  test('of the token endpoint may be read by any origin, and are not stored', async () => {
    await using pool = await openPool();
    const { headers } = await pool.post('/oauth2/token', {}, { origin: 'http://localhost:3000' });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('of userInfo hold what the scopes show, flags being text', async () => {
    await using pool = await openPool({
      clients: [{ clientId: 'web', scopes: ['openid', 'email', 'profile'] }],
      users: [{ username: 'alice', email: 'a@example.com', attributes: { given_name: 'Al', 'custom:tenant': 't1' } }],
    });
    const userInfo = async (scopes: readonly string[]): Promise<unknown> => {
      const { accessToken } = await pool.local.signIn('alice', { scopes });
      const headers = { authorization: `Bearer ${accessToken}` };
      return (await pool.local.fetch(new Request(new URL('/oauth2/userInfo', pool.local.origin), { headers }))).json();
    };
    const sub = expect.stringMatching(/^[\da-f-]{36}$/);
    const [email, profile] = [
      { email: 'a@example.com', email_verified: 'true' },
      { given_name: 'Al', 'custom:tenant': 't1' },
    ];
    expect(await userInfo(['openid'])).toEqual({ sub, ...email, ...profile, username: 'alice' });
    expect(await userInfo(['openid', 'email'])).toEqual({ sub, ...email, username: 'alice' });
    expect(await userInfo(['openid', 'profile'])).toEqual({ sub, ...profile, username: 'alice' });
  });
});

describe('the error page', () => {
  test('names the registered URLs where a redirect URI is none of them', async () => {
    await using pool = await openPool();
    const page = await pool.browser().get(pool.authorizeUrl({ redirect_uri: `${callback}/` }));
    expect(page.status).toBe(400);
    expect(page.text).toContain(`Callback URLs of web: ${callback}.`);
  });
});

test.each([
  ['error=redirect_mismatch&client_id=machine', 'machine has only client_credentials: users cannot sign in there.'],
  ['error=invalid_request', 'onRefusal receives the reason. By default, the terminal where this pool runs shows it.'],
  [
    'error=Required+String+parameter+%27redirect_uri%27+is+not+present',
    'Cognito takes logout_uri and client_id, and no post_logout_redirect_uri.',
  ],
])('the error page names the next step for %s', async (query, hint) => {
  const machine = { clientId: 'machine', clientSecret: 'secret', grants: ['client_credentials'] } as const;
  await using pool = await openPool({
    resourceServers: [{ identifier: 'orders', scopes: ['read'] }],
    clients: [...clients, machine],
  });
  expect((await pool.browser().get(`/error?${query}`)).text).toContain(hint);
});

describe('an unexpected error', () => {
  const failing = (): never => {
    throw new Error('the listener failed');
  };

  test('goes back to the app as server_error, and to the terminal', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await using pool = await openPool({ onCode: failing });
    const browser = pool.browser();
    const page = await browser.get((await browser.get(pool.authorizeUrl({ state: 'abc' }))).link('Sign up'));
    const left = await page.submit('/signup', { username: 'bob', email: 'bob@example.com', password: 'Password1!' });
    expect(left.url).toBe(`${callback}?error=server_error&state=abc`);
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });

  test('of a revocation store is 500 at the revoke endpoint, and an error page at logout', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await using pool = await openPool({
      revocation: { revokeSession: async () => failing(), revokeUser: async () => failing() },
    });
    const { refreshToken } = await pool.local.signIn('alice');
    expect(await pool.post('/oauth2/revoke', { client_id: 'web', token: refreshToken })).toMatchObject({
      status: 500,
      body: { error: 'server_error' },
    });
    const browser = pool.browser();
    await (await browser.get(pool.authorizeUrl())).submit('/login', { pick: 'alice' });
    const left = await browser.get(`/logout?client_id=web&logout_uri=${encodeURIComponent(signedOut)}`);
    expect(left.query.get('error')).toBe('server_error');
    logged.mockRestore();
  });
});

describe('a refresh token', () => {
  test('is not revoked by another client', async () => {
    await using pool = await openPool({ clients: [...clients, { clientId: 'other' }] });
    const { refreshToken } = await pool.local.signIn('alice', { clientId: 'web' });
    expect(await pool.post('/oauth2/revoke', { client_id: 'other', token: refreshToken })).toMatchObject({
      status: 200,
    });
    const refresh = { grant_type: 'refresh_token', client_id: 'web', refresh_token: refreshToken };
    expect(await pool.post('/oauth2/token', refresh)).toMatchObject({ status: 200 });
  });

  test('that is too long is refused before it is read', async () => {
    await using pool = await openPool();
    const form = { client_id: 'web', token: 'a'.repeat(70_000) };
    expect(await pool.post('/oauth2/revoke', form, { 'content-length': '70021' })).toMatchObject({ status: 413 });
  });
});

describe('fixtures', () => {
  test('signIn gives tokens that a verifier accepts and the token endpoint refreshes', async () => {
    await using pool = await openPool();
    const { accessToken, idToken, refreshToken } = await pool.local.signIn('alice', { scopes: ['openid'] });
    const { verify } = createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: null });
    const access = await verify(accessToken, { allScopes: ['openid'], allGroups: ['admins'] });
    expect(await verify(idToken ?? '')).toMatchObject({ subject: access.subject });
    const refreshed = await pool.post('/oauth2/token', {
      grant_type: 'refresh_token',
      client_id: 'web',
      refresh_token: refreshToken,
    });
    expect(await verify(String(refreshed.body['access_token']))).toMatchObject({ username: 'alice' });
    await expect(pool.local.signIn('mallory')).rejects.toThrow('signIn: username must be a user of the pool');
    await expect(pool.local.signIn('alice', { clientId: 'unknown' })).rejects.toThrow(
      'signIn: clientId must be one of',
    );
  });

  test('browserState is a browser that is signed in', async () => {
    await using pool = await openPool();
    const [cookie] = pool.local.browserState('alice').cookies;
    const browser = pool.browser();
    browser.setCookie(cookie?.name ?? '', cookie?.value ?? '');
    expect((await browser.get(pool.authorizeUrl({ prompt: 'none' }))).url).toMatch(`${callback}?code=`);
  });
});

describe('a revocation store', () => {
  test('receives the sign-ins that a revocation and a logout end, so that an API refuses their tokens', async () => {
    const store = memoryRevocationStore();
    await using pool = await openPool({ revocation: store });
    const { verify } = createVerifier({
      ...pool.local.options,
      clientId: 'web',
      tokenUse: 'access',
      revocation: { store, cacheSeconds: 0 },
    });
    const { accessToken, refreshToken } = await pool.local.signIn('alice');
    await verify(accessToken);
    await pool.post('/oauth2/revoke', { client_id: 'web', token: refreshToken });
    await expect(verify(accessToken)).rejects.toMatchObject({ code: 'token_revoked' });

    const browser = pool.browser();
    const left = await (await browser.get(pool.authorizeUrl())).submit('/login', { pick: 'alice' });
    const { body } = await pool.post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: 'web',
      code: left.query.get('code') ?? '',
      redirect_uri: callback,
    });
    await verify(String(body['access_token']));
    await browser.get(`/logout?client_id=web&logout_uri=${encodeURIComponent(signedOut)}`);
    await expect(verify(String(body['access_token']))).rejects.toMatchObject({ code: 'token_revoked' });
  });
});
