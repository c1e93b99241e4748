/** openid-client 6, unmodified, over real HTTP, up to an Express API that cognito-guard protects. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { authenticate, authorize, getAuth } from '@cognito-guard/express';
import express from 'express';
import * as oidc from 'openid-client';
import { describe, expect, test } from 'vitest';
import { createLocalSignIn, type LocalSignIn, type LocalSignInOptions } from '../src/index.ts';
import { Browser } from './support/browser.ts';
import { callback, signedOut } from './support/pool.ts';

const store = memoryRevocationStore();

const options: LocalSignInOptions = {
  resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
  clients: [
    {
      clientId: 'web',
      callbackUrls: [callback],
      logoutUrls: [signedOut],
      scopes: ['openid', 'email', 'orders/read'],
      rotation: { graceSeconds: 0 },
    },
    { clientId: 'server', clientSecret: 'p4ss:w%rd+ /', callbackUrls: [callback] },
    { clientId: 'machine', clientSecret: 'secret', grants: ['client_credentials'] },
  ],
  users: [{ username: 'alice', password: 'Password1!', email: 'alice@example.com', groups: ['admins'] }],
  revocation: store,
};

/** The API, on a real server. */
const serveApi = async (local: LocalSignIn): Promise<AsyncDisposable & { get(token: string): Promise<number> }> => {
  const verifier = createVerifier({
    ...local.options,
    clientId: ['web', 'server', 'machine'],
    tokenUse: 'access',
    revocation: { store, cacheSeconds: 0 },
  });
  const app = express();
  app.use(authenticate(verifier));
  app.get('/orders', authorize({ allScopes: ['orders/read'] }), (req, res) => {
    res.json({ caller: getAuth(req).subject });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    get: async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`http://127.0.0.1:${port}/orders`, { headers })).status;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const discover = (local: LocalSignIn, clientId: string, auth?: oidc.ClientAuth): Promise<oidc.Configuration> =>
  oidc.discovery(new URL(local.issuer), clientId, undefined, auth, { execute: [oidc.allowInsecureRequests] });

const browserOf = (local: LocalSignIn): Browser => new Browser(local.origin, (request) => fetch(request));

/** Signs in with PKCE, state and nonce, and redeems the code. */
const signIn = async (config: oidc.Configuration, browser: Browser, scope: string): Promise<Tokens> => {
  const [pkceCodeVerifier, expectedState, expectedNonce] = [
    oidc.randomPKCECodeVerifier(),
    oidc.randomState(),
    oidc.randomNonce(),
  ];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  });
  const left = await (await browser.get(url.href)).submit('/login', { username: 'alice', password: 'Password1!' });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  return oidc.authorizationCodeGrant(config, new URL(left.url), checks);
};
type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

describe('openid-client', () => {
  test('signs in, calls an API, reads userInfo, refreshes with rotation, and is refused after a logout', async () => {
    await using local = await createLocalSignIn(options);
    await using api = await serveApi(local);
    const config = await discover(local, 'web', oidc.None());
    const browser = browserOf(local);
    const tokens = await signIn(config, browser, 'openid email orders/read');
    const subject = tokens.claims()?.sub ?? '';
    expect(await api.get(tokens.access_token)).toBe(200);
    expect(await oidc.fetchUserInfo(config, tokens.access_token, subject)).toMatchObject({
      sub: subject,
      email: 'alice@example.com',
    });
    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(await api.get(refreshed.access_token)).toBe(200);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const end = oidc.buildEndSessionUrl(config, { client_id: 'web', logout_uri: signedOut });
    expect((await browser.get(end.href)).url).toBe(signedOut);
    expect(await api.get(refreshed.access_token)).toBe(401);
  });

  test('revokes a refresh token, after which the API refuses its access tokens', async () => {
    await using local = await createLocalSignIn(options);
    await using api = await serveApi(local);
    const config = await discover(local, 'web', oidc.None());
    const tokens = await signIn(config, browserOf(local), 'openid orders/read');
    await oidc.tokenRevocation(config, tokens.refresh_token ?? '');
    expect(await api.get(tokens.access_token)).toBe(401);
    await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test.each([
    ['client_secret_basic', oidc.ClientSecretBasic],
    ['client_secret_post', oidc.ClientSecretPost],
  ] as const)('authenticates with %s, whatever characters the secret has', async (_, authentication) => {
    await using local = await createLocalSignIn(options);
    const config = await discover(local, 'server', authentication('p4ss:w%rd+ /'));
    expect((await signIn(config, browserOf(local), 'openid')).claims()).toMatchObject({ aud: 'server' });
  });

  test('gets a token for a machine, which the API accepts', async () => {
    await using local = await createLocalSignIn(options);
    await using api = await serveApi(local);
    const config = await discover(local, 'machine', oidc.ClientSecretBasic('secret'));
    const { access_token } = await oidc.clientCredentialsGrant(config, { scope: 'orders/read' });
    expect(await api.get(access_token)).toBe(200);
    const other = await oidc.clientCredentialsGrant(config, { scope: 'orders/write' });
    expect(await api.get(other.access_token)).toBe(403);
  });
});
