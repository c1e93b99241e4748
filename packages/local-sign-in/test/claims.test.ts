/** The claims of each kind of token, name by name against the examples of AWS's documentation. */
import { createHash } from 'node:crypto';
import { decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import { totp } from '../src/pool/totp.ts';
import { callback, openPool, type TestedPool } from './support/pool.ts';

type Claims = Readonly<Record<string, unknown>>;

const uuid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
const idExample: Claims = {
  sub: uuid,
  'cognito:groups': ['test-group-a', 'test-group-b'],
  email_verified: true,
  'cognito:preferred_role': 'arn:aws:iam::111122223333:role/my-test-role',
  iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
  'cognito:username': 'my-test-user',
  middle_name: 'Jane',
  nonce: 'abcdefg',
  origin_jti: uuid,
  'cognito:roles': ['arn:aws:iam::111122223333:role/my-test-role'],
  aud: 'xxxxxxxxxxxxexample',
  identities: [
    {
      userId: 'amzn1.account.EXAMPLE',
      providerName: 'LoginWithAmazon',
      providerType: 'LoginWithAmazon',
      issuer: null,
      primary: 'true',
      dateCreated: '1642699117273',
    },
  ],
  event_id: '64f513be-32db-42b0-b78e-b02127b4f463',
  token_use: 'id',
  auth_time: 1676312777,
  exp: 1676316377,
  iat: 1676312777,
  jti: uuid,
  email: 'my-test-user@example.com',
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
const accessExample: Claims = {
  sub: uuid,
  device_key: uuid,
  'cognito:groups': ['testgroup'],
  iss: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
  version: 2,
  client_id: 'xxxxxxxxxxxxexample',
  aud: 'https://api.example.com',
  origin_jti: uuid,
  event_id: uuid,
  token_use: 'access',
  scope: 'phone openid profile resourceserver.1/appclient2 email',
  auth_time: 1676313851,
  exp: 1676317451,
  iat: 1676313851,
  jti: uuid,
  username: 'my-test-user',
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-step-up-authentication.html */
const stepUpExample: Claims = {
  sub: uuid,
  iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_ExAmPlE',
  aud: 'abc123def456',
  exp: 1759348800,
  iat: 1759345200,
  auth_time: 1759345200,
  token_use: 'id',
  acr: 'urn:cognito:loa:4',
  amr: ['pwd', 'otp', 'mfa'],
  email: 'user@example.com',
  'cognito:username': uuid,
};

/** Claims of an example that the local pool never makes: it has no roles of groups and no remembered devices. */
const leftOut = ['cognito:roles', 'cognito:preferred_role', 'device_key'];

const without = (claims: Claims, ...names: readonly string[]): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

/** A claim's type, with the types of members: what a program that reads it relies on. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return [shapeOf(value[0])];
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
};

const payloadOf = (token: unknown): Claims => decodeToken(String(token)).payload;

const open = (): Promise<TestedPool> =>
  openPool({
    resourceServers: [{ identifier: 'orders', scopes: ['read'] }],
    clients: [
      { clientId: 'web', callbackUrls: [callback], scopes: ['openid', 'email', 'profile', 'orders/read'] },
      { clientId: 'machine', clientSecret: 'secret', grants: ['client_credentials'] },
    ],
    users: [
      {
        username: 'alice',
        password: 'Password1!',
        email: 'alice@example.com',
        groups: ['admins'],
        attributes: { middle_name: 'Jane' },
        mfa: { method: 'totp', secret: 'JBSWY3DPEHPK3PXP', when: 'step-up' },
        identities: [{ provider: 'LoginWithAmazon', userId: 'amzn1.account.EXAMPLE' }],
      },
    ],
    providers: [
      { name: 'LoginWithAmazon', type: 'LoginWithAmazon', users: [{ userId: 'amzn1.account.EXAMPLE' }] },
      { name: 'Google', type: 'Google', users: [{ userId: '1042', email: 'bob@gmail.example', name: 'Bob' }] },
      { name: 'Corp', type: 'SAML', users: [{ userId: 'c1', email: 'carol@corp.example' }] },
    ],
  });

/** Signs in and redeems the code. */
const signIn = async (
  pool: TestedPool,
  parameters: Readonly<Record<string, string>>,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly id: Claims; readonly access: Claims; readonly body: Claims }> => {
  const page = await pool
    .browser()
    .get(pool.authorizeUrl({ scope: 'openid email profile orders/read', ...parameters }));
  const left = await page.submit(path, fields);
  const { body } = await pool.post('/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: 'web',
    code: left.query.get('code') ?? '',
    redirect_uri: callback,
  });
  return { id: payloadOf(body['id_token']), access: payloadOf(body['access_token']), body };
};

const password = { username: 'alice', password: 'Password1!' };

describe('the claims', () => {
  test("of an ID token are those of AWS's example, and at_hash", async () => {
    await using pool = await open();
    const { id, body } = await signIn(pool, { nonce: 'abcdefg' }, '/login', password);
    const { at_hash, ...rest } = id;
    expect(shapeOf(rest)).toEqual(shapeOf(without(idExample, ...leftOut)));
    const digest = createHash('sha256').update(String(body['access_token'])).digest();
    expect(at_hash).toBe(digest.subarray(0, 16).toString('base64url'));
    expect(id).toMatchObject({
      iss: pool.local.issuer,
      aud: 'web',
      nonce: 'abcdefg',
      token_use: 'id',
      'cognito:username': 'alice',
      'cognito:groups': ['admins'],
      email: 'alice@example.com',
      email_verified: true,
    });
  });

  test("of an access token bound to a resource are those of AWS's example", async () => {
    await using pool = await open();
    const { access, id } = await signIn(pool, { resource: 'https://api.example.com' }, '/login', password);
    expect(shapeOf(access)).toEqual(shapeOf(without(accessExample, ...leftOut)));
    expect(access).toMatchObject({
      iss: pool.local.issuer,
      aud: 'https://api.example.com',
      client_id: 'web',
      token_use: 'access',
      version: 2,
      scope: 'openid email profile orders/read',
      username: 'alice',
      sub: id['sub'],
      origin_jti: id['origin_jti'],
      event_id: id['event_id'],
      auth_time: id['auth_time'],
    });
  });

  test('of an access token without a resource have no aud', async () => {
    await using pool = await open();
    const { access } = await signIn(pool, {}, '/login', password);
    expect(shapeOf(access)).toEqual(shapeOf(without(accessExample, ...leftOut, 'aud')));
  });

  test('of a machine name no user, no groups and no sign-in', async () => {
    await using pool = await open();
    const { body } = await pool.post('/oauth2/token', {
      grant_type: 'client_credentials',
      client_id: 'machine',
      client_secret: 'secret',
    });
    const access = payloadOf(body['access_token']);
    const ofUsers = ['username', 'cognito:groups', 'origin_jti', 'event_id', 'aud'];
    expect(shapeOf(access)).toEqual(shapeOf(without(accessExample, ...leftOut, ...ofUsers)));
    expect(access).toMatchObject({ sub: 'machine', client_id: 'machine', scope: 'orders/read' });
  });

  test('of a linked user list the identity, which is not the primary one', async () => {
    await using pool = await open();
    const { id } = await signIn(pool, { identity_provider: 'LoginWithAmazon' }, '/providers/LoginWithAmazon', {
      userId: 'amzn1.account.EXAMPLE',
    });
    expect(id).toMatchObject({ 'cognito:username': 'alice', identities: [{ primary: 'false', issuer: null }] });
  });

  test.each([
    ['Google', { userId: '1042' }, 'bob@gmail.example', null],
    ['Corp', { userId: 'c1' }, 'carol@corp.example', 'urn:local-sign-in:Corp'],
  ] as const)('of a user of %s name the provider and its group', async (name, fields, email, issuer) => {
    await using pool = await open();
    const parameters = { identity_provider: name };
    const { id, access } = await signIn(pool, parameters, `/providers/${name}`, fields);
    const username = `${name}_${fields.userId}`;
    const groups = [`${pool.local.userPoolId}_${name}`];
    expect(id).toMatchObject({
      'cognito:username': username,
      'cognito:groups': groups,
      email,
      email_verified: false,
      identities: [
        {
          userId: fields.userId,
          providerName: name,
          providerType: name === 'Corp' ? 'SAML' : name,
          issuer,
          primary: 'true',
          dateCreated: expect.stringMatching(/^\d{13}$/),
        },
      ],
    });
    expect(access).toMatchObject({ username, 'cognito:groups': groups });
    // The same user at the next sign-in.
    const again = await signIn(pool, parameters, `/providers/${name}`, fields);
    expect(again.id['sub']).toBe(id['sub']);
  });

  test('of a sign-in that asked for a level hold acr and amr, and a refresh keeps them and auth_time', async () => {
    await using pool = await open();
    const url = pool.authorizeUrl({ acr_values: 'urn:cognito:loa:4 urn:cognito:loa:1' });
    const mfa = await (await pool.browser().get(url)).submit('/login', password);
    const left = await mfa.submit('/mfa', { answer: totp('JBSWY3DPEHPK3PXP', Date.now()) });
    const { body } = await pool.post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: 'web',
      code: left.query.get('code') ?? '',
      redirect_uri: callback,
    });
    const [id, access] = [payloadOf(body['id_token']), payloadOf(body['access_token'])];
    const shown = Object.fromEntries(Object.entries(id).filter(([name]) => name in stepUpExample));
    expect(shapeOf(shown)).toEqual(shapeOf(stepUpExample));
    const level = { acr: 'urn:cognito:loa:4', amr: ['pwd', 'otp', 'mfa'], auth_time: id['auth_time'] };
    expect([id, access]).toMatchObject([level, level]);
    pool.advance(600);
    const refreshed = await pool.post('/oauth2/token', {
      grant_type: 'refresh_token',
      client_id: 'web',
      refresh_token: String(body['refresh_token']),
    });
    expect(payloadOf(refreshed.body['access_token'])).toMatchObject({ ...level, iat: expect.any(Number) });
    expect(payloadOf(refreshed.body['id_token'])).toMatchObject(level);
    expect(payloadOf(refreshed.body['id_token'])).not.toHaveProperty('nonce');
  });

  test('of a sign-in that asked for no level hold neither acr nor amr', async () => {
    await using pool = await open();
    const { id, access } = await signIn(pool, {}, '/login', password);
    for (const claims of [id, access]) {
      expect(Object.keys(claims)).not.toContain('acr');
      expect(Object.keys(claims)).not.toContain('amr');
    }
  });
});
