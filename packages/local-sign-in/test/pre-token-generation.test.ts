import { preTokenGeneration } from '@cognito-guard/core/triggers';
import { decodeToken } from '@cognito-guard/testing';
import type { PreTokenGenerationEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import type { PreTokenGenerationOptions } from '../src/index.ts';
import { call } from './api/support/call.ts';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const { resourceServers, clients } = {
  resourceServers: [{ identifier: 'orders', scopes: ['read', 'write'] }],
  clients: [
    { clientId: 'web', callbackUrls: [callback], scopes: ['openid', 'email', 'orders/read'] },
    { clientId: 'machine', clientSecret: 'secret', grants: ['client_credentials'] as const, scopes: ['orders/read'] },
  ],
};

const open = (preTokenGeneration: PreTokenGenerationOptions) =>
  openPool({ resourceServers, clients, triggers: { preTokenGeneration } });

/** A handler that sets the one member of its version's response, and the events that it received. */
const changing = (version: PreTokenGenerationOptions['version'], details: unknown) => {
  const events: unknown[] = [];
  const member = version === 'V1_0' ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails';
  const handler = async (event: { readonly response: object }) => {
    events.push(event);
    return { ...event, response: { ...event.response, [member]: details } };
  };
  return { events, trigger: { handler, version } };
};

const claimsOf = (token: unknown): Readonly<Record<string, unknown>> => decodeToken(String(token)).payload;

const signIn = async (pool: TestedPool) => {
  const { accessToken, idToken = '', refreshToken } = await pool.local.signIn('alice');
  return { access: claimsOf(accessToken), id: claimsOf(idToken), refreshToken };
};

const machineToken = async (pool: TestedPool, fields: Readonly<Record<string, string>> = {}) => {
  const { body } = await pool.post('/oauth2/token', {
    grant_type: 'client_credentials',
    client_id: 'machine',
    client_secret: 'secret',
    ...fields,
  });
  return claimsOf(body['access_token']);
};

describe('the event', () => {
  const request = {
    userAttributes: {
      sub: expect.any(String),
      'cognito:user_status': 'CONFIRMED',
      email: 'alice@example.com',
      email_verified: 'true',
    },
    groupConfiguration: { groupsToOverride: ['admins'], iamRolesToOverride: [], preferredRole: null },
  };
  const common = {
    triggerSource: 'TokenGeneration_HostedAuth',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_LocalPool',
    userName: 'alice',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'web' },
  };

  test('of version V1_0 has the user and the groups', async () => {
    const { events, trigger } = changing('V1_0', null);
    await using pool = await open(trigger);
    await signIn(pool);
    expect(events).toEqual([{ ...common, version: '1', request, response: { claimsOverrideDetails: null } }]);
  });

  test.each([
    ['V2_0', '2'],
    ['V3_0', '3'],
  ] as const)('of version %s has the scopes, too', async (version, written) => {
    const { events, trigger } = changing(version, null);
    await using pool = await open(trigger);
    await signIn(pool);
    expect(events).toEqual([
      {
        ...common,
        version: written,
        request: { ...request, scopes: ['openid', 'email', 'orders/read'] },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ]);
  });

  test('names a refresh, and a sign-in by the API', async () => {
    const { events, trigger } = changing('V2_0', null);
    await using pool = await open(trigger);
    const { refreshToken } = await signIn(pool);
    await pool.post('/oauth2/token', { grant_type: 'refresh_token', client_id: 'web', refresh_token: refreshToken });
    expect(events.map((event) => (event as PreTokenGenerationEvent).triggerSource)).toEqual([
      'TokenGeneration_HostedAuth',
      'TokenGeneration_RefreshTokens',
    ]);
  });
});

describe('the changes', () => {
  test('of version V1_0 apply to the ID token, and groups to both tokens', async () => {
    const { trigger } = changing('V1_0', {
      claimsToAddOrOverride: { tenant: 'acme', email: 'other@example.com' },
      claimsToSuppress: ['email_verified'],
      groupOverrideDetails: {
        groupsToOverride: ['staff'],
        iamRolesToOverride: ['arn:role'],
        preferredRole: 'arn:role',
      },
    });
    await using pool = await open(trigger);
    const { access, id } = await signIn(pool);
    expect(id).toMatchObject({ tenant: 'acme', email: 'other@example.com', 'cognito:groups': ['staff'] });
    expect(id).toMatchObject({ 'cognito:roles': ['arn:role'], 'cognito:preferred_role': 'arn:role' });
    expect(id).not.toHaveProperty('email_verified');
    expect(access).toMatchObject({ 'cognito:groups': ['staff'] });
    expect(access).not.toHaveProperty('tenant');
  });

  test('of version V2_0 apply to both tokens, with values of any JSON type', async () => {
    const { trigger } = changing('V2_0', {
      idTokenGeneration: { claimsToAddOrOverride: { plan: { name: 'gold' } }, claimsToSuppress: ['email'] },
      accessTokenGeneration: {
        claimsToAddOrOverride: { tenants: ['a', 'b'], level: 3 },
        scopesToAdd: ['orders/write'],
        scopesToSuppress: ['email'],
      },
    });
    await using pool = await open(trigger);
    const { access, id } = await signIn(pool);
    expect(id).toMatchObject({ plan: { name: 'gold' } });
    expect(id).not.toHaveProperty('email');
    expect(access).toMatchObject({ tenants: ['a', 'b'], level: 3, scope: 'openid orders/read orders/write' });
    expect(access['cognito:groups']).toEqual(['admins']);
  });

  test('keep the claims that Cognito does not let a function change', async () => {
    const fixed = ['acr', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'jti', 'origin_jti', 'sub', 'token_use'];
    const forged = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'forged']));
    const idNames = [...fixed, 'cognito:username', 'identities', 'cognito:groups', 'cognito:other', 'dev:custom:x'];
    const accessNames = [...fixed, 'client_id', 'event_id', 'scope', 'username', 'version', 'cognito:groups'];
    const { trigger } = changing('V2_0', {
      idTokenGeneration: { claimsToAddOrOverride: forged(idNames), claimsToSuppress: ['sub', 'aud'] },
      accessTokenGeneration: {
        claimsToAddOrOverride: forged(accessNames),
        claimsToSuppress: ['client_id', 'scope'],
        scopesToAdd: ['aws.cognito.signin.user.admin'],
      },
    });
    await using pool = await open(trigger);
    const { access, id } = await signIn(pool);
    expect(JSON.stringify([access, id])).not.toContain('forged');
    expect(id).toMatchObject({ sub: expect.any(String), aud: 'web' });
    expect(access).toMatchObject({ client_id: 'web', scope: 'openid email orders/read' });
  });

  test.each(['V1_0', 'V2_0', 'V3_0'] as const)(
    "made by core's preTokenGeneration apply in version %s",
    async (version) => {
      const claims = {
        '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value: { ...Object(value) } }) },
      } as const;
      const handler = preTokenGeneration({ claims, tokenUse: 'id' }, (user) => ({
        claims: { tenant: `tenant of ${user.username}` },
      }));
      await using pool = await open({ handler, version });
      expect((await signIn(pool)).id).toMatchObject({ tenant: 'tenant of alice' });
    },
  );

  test('may add the app client as the audience of an access token', async () => {
    const { trigger } = changing('V2_0', { accessTokenGeneration: { claimsToAddOrOverride: { aud: 'web' } } });
    await using pool = await open(trigger);
    expect((await signIn(pool)).access['aud']).toBe('web');
  });

  test.each([null, {}])('suppress the groups with groupOverrideDetails %j', async (groupOverrideDetails) => {
    const { trigger } = changing('V2_0', { groupOverrideDetails });
    await using pool = await open(trigger);
    const { access, id } = await signIn(pool);
    expect([access['cognito:groups'], id['cognito:groups']]).toEqual([undefined, undefined]);
  });

  test('reach the tokens of machines in version V3_0 alone', async () => {
    const details = { accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } } };
    const [two, three] = [changing('V2_0', details), changing('V3_0', details)];
    await using before = await open(two.trigger);
    await using after = await open(three.trigger);
    expect((await machineToken(before))['tenant']).toBeUndefined();
    const fields = { aws_client_metadata: '{"job":"nightly"}' };
    expect((await machineToken(after, fields))['tenant']).toBe('acme');
    expect(two.events).toEqual([]);
    expect(three.events).toMatchObject([
      {
        version: '3',
        triggerSource: 'TokenGeneration_ClientCredentials',
        request: { clientMetadata: { job: 'nightly' } },
      },
    ]);
  });
});

describe('a refused answer', () => {
  test.each([
    ['a claim that is no text, in version V1_0', changing('V1_0', { claimsToAddOrOverride: { level: 3 } })],
    ['changes that are no object', changing('V2_0', { idTokenGeneration: 'all' })],
    ['suppressed claims that are no list', changing('V2_0', { idTokenGeneration: { claimsToSuppress: 'email' } })],
    ['a scope with a space', changing('V2_0', { accessTokenGeneration: { scopesToAdd: ['a b'] } })],
    [
      'an address that is an object',
      changing('V2_0', { idTokenGeneration: { claimsToAddOrOverride: { address: {} } } }),
    ],
    ['details that are a list', changing('V2_0', [])],
  ])('%s issues no tokens', async (_, { trigger }) => {
    await using pool = await open(trigger);
    await expect(signIn(pool)).rejects.toThrow('Unrecognizable lambda output');
  });

  test('of a refresh leaves the refresh token usable', async () => {
    let isDown = false;
    await using pool = await openPool({
      clients: [{ clientId: 'web', callbackUrls: [callback], rotation: { graceSeconds: 0 } }],
      triggers: {
        preTokenGeneration: {
          version: 'V2_0',
          handler: async (event: PreTokenGenerationEvent<'2'>) => {
            if (isDown) throw new Error('The directory is down');
            return event;
          },
        },
      },
    });
    const { refreshToken } = await signIn(pool);
    const form = { grant_type: 'refresh_token', client_id: 'web', refresh_token: refreshToken };
    isDown = true;
    const refused = await pool.post('/oauth2/token', form);
    expect([refused.status, refused.body]).toEqual([
      400,
      {
        error: 'invalid_request',
        error_description: 'PreTokenGeneration failed with error The directory is down.',
      },
    ]);
    isDown = false;
    expect((await pool.post('/oauth2/token', form)).status).toBe(200);
  });

  test('of an implicit grant goes to the app', async () => {
    await using pool = await openPool({
      clients: [{ clientId: 'web', callbackUrls: [callback], grants: ['code', 'implicit'] }],
      triggers: { preTokenGeneration: { version: 'V2_0', handler: () => Promise.reject(new Error('No')) } },
    });
    const browser = pool.browser();
    const page = await browser.get(pool.authorizeUrl());
    await page.submit('/login', { username: 'alice', password: 'Password1!' });
    const back = await browser.get(pool.authorizeUrl({ response_type: 'token', state: 's1' }));
    expect(Object.fromEntries(back.query)).toEqual({
      error: 'invalid_request',
      error_description: 'PreTokenGeneration failed with error No.',
      state: 's1',
    });
  });
});

test('GetTokensFromRefreshToken passes its ClientMetadata to the trigger', async () => {
  const { events, trigger } = changing('V2_0', {});
  await using pool = await open(trigger);
  const { refreshToken: RefreshToken } = await pool.local.signIn('alice');
  await call(pool, 'GetTokensFromRefreshToken', { ClientId: 'web', RefreshToken, ClientMetadata: { device: 'phone' } });
  expect(events.at(-1)).toMatchObject({
    triggerSource: 'TokenGeneration_RefreshTokens',
    request: { clientMetadata: { device: 'phone' } },
  });
});
