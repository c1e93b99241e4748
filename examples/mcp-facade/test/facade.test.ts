import * as v2 from '@modelcontextprotocol/client';
import * as v1Auth from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, test, vi } from 'vitest';
import { createFacade } from '../src/app.ts';
import {
  type AuthFunction,
  Browser,
  callTool,
  createProvider,
  type Provider,
  redirectUri,
  startWorld,
  type World,
} from './support.ts';

/** The consent page of a sign-in that the SDK's client starts. */
const startSignIn = async (world: World, provider = createProvider()) => {
  expect(await v2.auth(provider, { serverUrl: world.resource })).toBe('REDIRECT');
  const browser = new Browser(world);
  const url = provider.redirects.at(-1) ?? '';
  return { provider, browser, url: new URL(url), page: await browser.visit(url) };
};

test.each<[string, AuthFunction]>([
  ['1', v1Auth.auth],
  ['2', v2.auth],
])(
  "the SDK's client, version %s, registers, signs a user in after consent, and calls a tool",
  async (_version, auth) => {
    await using world = await startWorld();
    const provider = createProvider();
    expect(await auth(provider, { serverUrl: world.resource })).toBe('REDIRECT');
    expect(provider.clientInformation()).toMatchObject({ client_id: 'mcpclients' });

    const browser = new Browser(world);
    const page = await browser.visit(provider.redirects[0] ?? '');
    expect(page.text).toContain(redirectUri);
    expect(page.text).toContain('orders/write');
    const { url } = await browser.decide(page, 'allow');
    expect(url.href.startsWith(`${redirectUri}?`)).toBe(true);
    expect(url.searchParams.get('state')).toBe('the-state-of-the-client');
    expect(url.searchParams.get('iss')).toBe(world.issuer);

    const [authorizationCode = '', iss = ''] = [url.searchParams.get('code') ?? '', url.searchParams.get('iss') ?? ''];
    expect(await auth(provider, { serverUrl: world.resource, authorizationCode, iss })).toBe('AUTHORIZED');
    expect(await callTool(world, provider)).toEqual([{ type: 'text', text: 'tea for alice' }]);
    // The refresh token works, too: without a code, the SDK refreshes.
    expect(await auth(provider, { serverUrl: world.resource })).toBe('AUTHORIZED');
  },
);

test('a client that must sign the user in again does so through the façade', async () => {
  await using world = await startWorld();
  const { browser, url } = await startSignIn(world);
  url.searchParams.set('prompt', 'login');
  url.searchParams.set('max_age', '300');
  const page = await browser.decide(await browser.visit(url), 'allow');
  // The pool shows its sign-in page, although the user has a session of managed login.
  expect(page).toMatchObject({ status: 200, url: { origin: world.pool.origin } });
  expect(page.url.searchParams.get('max_age')).toBe('300');
});

/** Exchanges the code in a redirect for tokens. */
const redeem = async ({ resource }: World, provider: Provider, { searchParams }: URL): Promise<void> => {
  const [authorizationCode = '', iss = ''] = [searchParams.get('code') ?? '', searchParams.get('iss') ?? ''];
  expect(await v2.auth(provider, { serverUrl: resource, authorizationCode, iss })).toBe('AUTHORIZED');
};

test("the SDK's client, version 1, refreshes for a tool that needs another scope, and is refused again", async () => {
  await using world = await startWorld();
  const { browser, page, provider } = await startSignIn(world);
  await redeem(world, provider, (await browser.decide(page, 'allow')).url);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(world.resource), { authProvider: provider }));
  const call = client.callTool({ name: 'cancel', arguments: { item: 'tea' } });
  await expect(call).rejects.toThrow('Server returned 403 after trying upscoping');
  expect(provider.redirects).toHaveLength(1);
  await client.close();
});

test("the SDK's client, version 2, signs the user in again for a tool that needs another scope", async () => {
  await using world = await startWorld();
  const { browser, page, provider } = await startSignIn(world);
  await redeem(world, provider, (await browser.decide(page, 'allow')).url);

  await expect(callTool(world, provider, 'cancel')).rejects.toThrow(v2.UnauthorizedError);
  const [, again] = provider.redirects;
  expect(again?.searchParams.get('scope')).toBe('orders/write orders/cancel');
  await redeem(world, provider, (await browser.decide(await browser.visit(again ?? ''), 'allow')).url);
  expect(await callTool(world, provider, 'cancel')).toEqual([{ type: 'text', text: 'tea cancelled' }]);
});

describe('redirect URIs', () => {
  const foreign = 'https://evil.example.com/callback';

  test('registration refuses a foreign one', async () => {
    await using world = await startWorld();
    const register = (body: unknown): Promise<Response> =>
      fetch(`${world.issuer}/register`, { method: 'POST', body: JSON.stringify(body) });
    for (const body of [{ redirect_uris: [redirectUri, foreign] }, { redirect_uris: [] }, {}, null]) {
      const response = await register(body);
      expect([response.status, await response.json()]).toEqual([400, { error: 'invalid_redirect_uri' }]);
    }
    expect((await register({ redirect_uris: [redirectUri] })).status).toBe(201);
  });

  test.each([foreign, `${redirectUri}/`, `${redirectUri}?x=1`, 'http://localhost:6275/oauth/callback'])(
    'the authorization endpoint does not redirect to %s',
    async (given) => {
      await using world = await startWorld();
      const { url, browser } = await startSignIn(world);
      url.searchParams.set('redirect_uri', given);
      expect(await browser.visit(url)).toMatchObject({ status: 400, text: 'The redirect_uri is unknown.' });
    },
  );

  test('the token endpoint refuses a foreign one', async () => {
    await using world = await startWorld();
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'mcpclients',
      redirect_uri: foreign,
    });
    const response = await fetch(`${world.issuer}/token`, { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([400, { error: 'invalid_grant' }]);
  });
});

describe('consent', () => {
  test('is required of a user who is signed in to the pool already', async () => {
    await using world = await startWorld();
    const { page } = await startSignIn(world);
    expect(page).toMatchObject({ status: 200, url: { pathname: '/authorize' } });
    expect(page.text).toContain('Allow access?');
  });

  test('is required each time', async () => {
    await using world = await startWorld();
    const { browser, url, page } = await startSignIn(world);
    await browser.decide(page, 'allow');
    expect((await browser.visit(url)).text).toContain('Allow access?');
  });

  test('that the user denies goes back to the client as access_denied', async () => {
    await using world = await startWorld();
    const { browser, page } = await startSignIn(world);
    const { url } = await browser.decide(page, 'deny');
    expect(url.href.startsWith(redirectUri)).toBe(true);
    expect(url.searchParams.get('error')).toBe('access_denied');
    expect(url.searchParams.has('code')).toBe(false);
  });

  test('of one browser does not count in another', async () => {
    await using world = await startWorld();
    const { page } = await startSignIn(world);
    const { browser: victim } = await startSignIn(world);
    expect(await victim.decide(page, 'allow')).toMatchObject({ status: 400 });
    expect(await new Browser(world).decide(page, 'allow')).toMatchObject({ status: 400 });
  });

  test('cannot be skipped by a link to the pool itself: its code stays at the façade', async () => {
    await using world = await startWorld();
    const { browser, url, page } = await startSignIn(world);
    const direct = new URL('/oauth2/authorize', world.pool.origin);
    direct.search = url.search;
    direct.searchParams.set('redirect_uri', `${world.issuer}/callback`);
    const [, sealed = ''] = /name="request" value="([^"]+)"/.exec(page.text) ?? [];
    for (const state of ['the-state-of-the-client', sealed]) {
      direct.searchParams.set('state', state);
      expect(await browser.visit(direct)).toMatchObject({ status: 400, url: { pathname: '/callback' } });
    }
  });

  test('cannot be framed', async () => {
    await using world = await startWorld();
    const { url } = await startSignIn(world);
    const { headers } = await fetch(url);
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('Set-Cookie')).toMatch(/^__Host-mcp-facade=.*HttpOnly; Secure; SameSite=Lax$/);
  });
});

test.each([
  ['no PKCE', { code_challenge: null }, 'invalid_request'],
  ['the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['the implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
  ['a scope that clients may not have', { scope: 'orders/write orders/admin' }, 'invalid_scope'],
])('%s goes back to the client as an error', async (_what, changes, error) => {
  await using world = await startWorld();
  const { browser, url } = await startSignIn(world);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  const visited = await browser.visit(url);
  expect(visited.url.href.startsWith(redirectUri)).toBe(true);
  expect(visited.url.searchParams.get('error')).toBe(error);
});

test('a short secret throws at construction', () => {
  const options = { issuer: 'https://auth.example.com', userPoolDomain: 'https://pool.example.com', clientId: 'a' };
  expect(() => createFacade({ ...options, redirectUris: [], scopes: [], secret: 'short' })).toThrow(TypeError);
});

test('the façade does not start without its environment variables, and names the one that is missing', async () => {
  vi.stubEnv('ISSUER', undefined);
  await expect(import('../src/main.ts')).rejects.toThrow('The environment variable ISSUER is not set.');
  vi.unstubAllEnvs();
});
