import { createVerifier } from '@cognito-guard/core';
import { decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { createLocalSignIn } from '../src/index.ts';
import { openPool } from './support/pool.ts';

const clients = [{ clientId: 'web' }];

describe('createLocalSignIn names the option that is wrong', () => {
  test.each([
    [{}, 'createLocalSignIn: clients must be an array of app clients; it is missing.'],
    [{ clients: [] }, 'createLocalSignIn: clients must be an array of at least one app client; got [].'],
    [{ clients, user: [] }, 'createLocalSignIn has no option "user"'],
    [{ clients, host: '0.0.0.0' }, 'createLocalSignIn: host must be "localhost", "127.0.0.1" or "::1"'],
    [{ clients, host: 'example.com' }, 'got "example.com"'],
    [{ clients, port: 65_536 }, 'createLocalSignIn: port must be'],
    [{ clients, https: 'yes' }, 'createLocalSignIn: https must be true or false; got "yes".'],
    [{ clients, revocation: {} }, 'createLocalSignIn: revocation must be a RevocationStore'],
    [
      { clients: [{ clientId: 'Web' }] },
      'createLocalSignIn: clients[0].clientId must be lower-case letters and digits',
    ],
    [{ clients: [...clients, ...clients] }, 'createLocalSignIn: clients[].clientId must be unique; got "web" twice.'],
    [{ clients: [{ clientId: 'web', callbackUrls: ['http://app.example'] }] }, 'clients[0].callbackUrls[0] must be'],
    [{ clients: [{ clientId: 'web', callbackUrls: ['/callback'] }] }, 'clients[0].callbackUrls[0] must be'],
    [{ clients: [{ clientId: 'web', logoutUrls: ['https://app.example/#a'] }] }, 'clients[0].logoutUrls[0] must be'],
    [{ clients: [{ clientId: 'web', scopes: ['orders/read'] }] }, 'clients[0].scopes must be made of openid'],
    [{ clients: [{ clientId: 'web', providers: ['Google'] }] }, 'clients[0].providers must be made of COGNITO'],
    [{ clients: [{ clientId: 'web', grants: ['password'] }] }, 'clients[0].grants[0] must be "code" or'],
    [
      { clients, resourceServers: [{ identifier: 'orders', scopes: ['orders/read'] }] },
      'resourceServers[0].scopes[0] must be the name of a scope without a slash, like "read"; got "orders/read"',
    ],
    [
      { clients: [{ clientId: 'm', clientSecret: 's', grants: ['client_credentials'] }] },
      'clients[0].scopes must be at least one scope of resourceServers for "client_credentials"',
    ],
    [
      { clients, users: [{ username: 'a', password: 'x' }] },
      "users[0].password must be a password of Cognito's default policy (Password not long enough); got another value.",
    ],
    [
      { clients, users: [{ username: 'a', attributes: { tenant: 't1' } }] },
      'users[0].attributes must be standard attributes and names that start with "custom:"; got "tenant"',
    ],
    [
      {
        clients,
        users: [
          { username: 'a', email: 'a@example.com' },
          { username: 'b', email: 'A@example.com' },
        ],
      },
      'users[].email must be unique; got "a@example.com" twice.',
    ],
    [{ clients: [{ clientId: 'm', grants: ['client_credentials'] }] }, 'clients[0].clientSecret must be given'],
    [
      { clients: [{ clientId: 'm', clientSecret: 's', grants: ['code', 'client_credentials'] }] },
      'clients[0].grants must be "client_credentials" alone, or without it',
    ],
    [{ clients: [{ clientId: 'web', accessTokenSeconds: 60 }] }, 'clients[0].accessTokenSeconds must be a number'],
    [{ clients: [{ clientId: 'web', rotation: { graceSeconds: 61 } }] }, 'clients[0].rotation.graceSeconds must be'],
    [{ clients, users: [{ username: '' }] }, 'users[0].username must be a non-empty string'],
    [{ clients, users: [{ username: 'a' }, { username: 'a' }] }, 'users[].username must be unique; got "a" twice.'],
    [{ clients, users: [{ username: 'a', status: 'ARCHIVED' }] }, 'users[0].status must be "CONFIRMED" or'],
    [{ clients, users: [{ username: 'a', mfa: { method: 'fax' } }] }, 'users[0].mfa.method must be "totp" or'],
    [
      { clients, users: [{ username: 'a', attributes: { 'custom:age': 3 } }] },
      'users[0].attributes.custom:age must be',
    ],
    [{ clients, providers: [{ name: 'Google', type: 'OIDC', users: [], id: 1 }] }, 'providers[0] has no option "id"'],
    [{ clients, providers: [{ name: 'Gmail', type: 'Google', users: [] }] }, 'providers[0].name must be "Google"'],
    [
      { clients, usernameAttributes: ['phone_number'] },
      'createLocalSignIn: usernameAttributes[0] must be "email"; got "phone_number".',
    ],
    [
      { clients, usernameAttributes: ['email'], users: [{ username: 'alice' }] },
      'users[0].username must be an email address or a name beside "sub", because usernameAttributes is ["email"]; got "alice".',
    ],
    [
      { clients, usernameAttributes: ['email'], users: [{ username: 'a@example.com', email: 'b@example.com' }] },
      'users[0].email must be left out beside an address as username',
    ],
    [
      { clients, usernameAttributes: ['email'], users: [{ username: 'a@example.com' }, { username: 'A@example.com' }] },
      'users[].username must be unique',
    ],
    [{ clients, users: [{ username: 'a' }, { username: 'A' }] }, 'users[].username must be unique; got "a" twice.'],
    [{ clients, userPoolId: 'pool' }, '"userPoolId" must look like a production id'],
  ])('%j', async (options, message) => {
    const given: object = options;
    await expect(Reflect.apply(createLocalSignIn, undefined, [given])).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }),
    );
  });

  test('a secret of an authenticator app is not shown', async () => {
    const users = [{ username: 'a', mfa: { method: 'totp', secret: 'not base32' } }] as const;
    const failure = await createLocalSignIn({ clients, users }).catch((error: Error) => error.message);
    expect(failure).toContain('users[0].mfa.secret must be base32');
    expect(failure).not.toContain('not base32');
  });
});

describe('a verifier of a real pool', () => {
  test('refuses the tokens of a local pool with the same id, whatever the keys', async () => {
    await using pool = await openPool({ userPoolId: 'eu-west-1_AbC123xyz' });
    const { accessToken } = await pool.local.signIn('alice');
    // The key endpoint of the real pool is replaced by the local keys: the issuer still differs.
    const verifier = createVerifier({
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: 'web',
      tokenUse: 'access',
      keys: pool.local.options.keys,
    });
    await expect(verifier.verify(accessToken)).rejects.toMatchObject({ code: 'wrong_issuer' });
  });

  test.each(['localhost', '127.0.0.1'] as const)(
    "sees another issuer: the local pool's own address on %s",
    async (host) => {
      await using pool = await openPool({ host });
      const { accessToken, idToken } = await pool.local.signIn('alice');
      for (const token of [accessToken, idToken]) {
        const { payload } = decodeToken(token ?? '');
        expect(payload['iss']).toBe(`${pool.local.origin}/${pool.local.userPoolId}`);
        expect(new URL(String(payload['iss'])).hostname).toBe(host);
      }
    },
  );
});
