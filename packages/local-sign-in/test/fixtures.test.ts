import { createVerifier } from '@cognito-guard/core';
import { describe, expect, test } from 'vitest';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const open = (): Promise<TestedPool> =>
  openPool({
    resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
    providers: [{ name: 'Corp', type: 'SAML', users: [{ userId: 'c1' }] }],
    clients: [
      { clientId: 'machine', clientSecret: 'secret', grants: ['client_credentials'] },
      { clientId: 'web', callbackUrls: [callback], scopes: ['openid', 'email', 'orders/read'] },
      { clientId: 'corp', callbackUrls: [callback], providers: ['Corp'] },
    ],
    users: [
      { username: 'alice' },
      { username: 'linked', identities: [{ provider: 'Corp', userId: 'c1' }] },
      { username: 'new', status: 'UNCONFIRMED' },
      { username: 'temporary', status: 'FORCE_CHANGE_PASSWORD' },
    ],
  });

describe('signIn refuses what the pool would not issue', () => {
  test.each([
    ['alice', { scopes: ['openid', 'orders/write'] }, 'signIn: scopes must be made of openid, email, orders/read'],
    ['alice', { scopes: ['made/up'] }, 'got "made/up"'],
    ['alice', { scopes: [] }, 'signIn: scopes must be an array of at least one scope'],
    ['alice', { scopes: ['email'] }, 'signIn: scopes must be made with "openid" beside "email"'],
    ['alice', { clientId: 'machine' }, 'signIn: clientId must be one of web, corp; got "machine"'],
    ['alice', { clientId: 'corp' }, 'signIn: username must be a user whom "corp" lets sign in: through Corp'],
    ['new', {}, 'signIn: username must be a user whose status is CONFIRMED; got "UNCONFIRMED"'],
    ['temporary', {}, 'signIn: username must be a user whose status is CONFIRMED; got "FORCE_CHANGE_PASSWORD"'],
  ] as const)('%s with %j', async (username, options, message) => {
    await using pool = await open();
    await expect(pool.local.signIn(username, options)).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }),
    );
  });

  test('and takes the first client with users, and linked users at a client with providers alone', async () => {
    await using pool = await open();
    expect(await pool.local.signIn('alice')).toMatchObject({ idToken: expect.any(String) });
    expect(await pool.local.signIn('linked', { clientId: 'corp' })).toMatchObject({ idToken: expect.any(String) });
  });
});

test('a verifier with the options of a pool has its clock', async () => {
  await using pool = await open();
  const { accessToken } = await pool.local.signIn('alice');
  const { verify } = createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'access' });
  await verify(accessToken);
  pool.advance(7_200);
  await expect(verify(accessToken)).rejects.toMatchObject({ code: 'token_expired' });
  await verify((await pool.local.signIn('alice')).accessToken);
});

test.each(['new', 'temporary'])('browserState refuses a user who cannot sign in: %s', async (username) => {
  await using pool = await open();
  expect(() => pool.local.browserState(username)).toThrow(
    'browserState: username must be a user whose status is CONFIRMED',
  );
});

test('two pools on one host name keep their cookies apart, and leave XSRF-TOKEN to the app', async () => {
  await using one = await openPool();
  await using other = await openPool();
  const browser = one.browser();
  await (await browser.get(one.authorizeUrl())).submit('/login', { pick: 'alice' });
  const [port, otherPort] = [one, other].map(({ local }) => new URL(local.origin).port);
  expect(browser.cookie(`cognito-${port}`)).toBeDefined();
  expect(browser.cookie(`cognito-${port}-csrf`)).toBeDefined();
  expect([browser.cookie('cognito'), browser.cookie('XSRF-TOKEN')]).toEqual([undefined, undefined]);
  expect(other.local.browserState('alice').cookies[0]?.name).toBe(`cognito-${otherPort}`);
});

describe('machineToken', () => {
  const options = {
    resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
    clients: [
      { clientId: 'web' },
      { clientId: 'nightly', clientSecret: 'local-secret', grants: ['client_credentials'] as const },
    ],
  };

  test('is a token that a verifier accepts, with all scopes of the client or some', async () => {
    await using pool = await openPool(options);
    const { verify } = createVerifier({ ...pool.local.options, clientId: 'nightly', tokenUse: 'access' });
    expect([...(await verify(await pool.local.machineToken())).scopes]).toEqual(['orders/read', 'orders/write']);
    const auth = await verify(await pool.local.machineToken({ clientId: 'nightly', scopes: ['orders/read'] }));
    expect([auth.username, [...auth.scopes]]).toEqual([undefined, ['orders/read']]);
  });

  test.each([
    [{ clientId: 'web' }, 'machineToken: clientId must be one of nightly'],
    [{ scopes: ['openid'] }, 'machineToken: scopes must be made of orders/read, orders/write'],
    [{ scopes: [] }, 'machineToken: scopes must be an array of at least one scope'],
  ])('refuses %j', async (given, message) => {
    await using pool = await openPool(options);
    await expect(pool.local.machineToken(given)).rejects.toThrow(message);
  });

  test('needs a client with client_credentials', async () => {
    await using pool = await openPool();
    await expect(pool.local.machineToken()).rejects.toThrow('must be a client with the grant client_credentials');
  });
});
