import { expect, test, vi } from 'vitest';
import { createLocalSignIn } from '../src/index.ts';
import { call } from './api/support/call.ts';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };

const open = (): Promise<TestedPool> =>
  openPool({
    clients: [
      { clientId: 'web', callbackUrls: [callback] },
      { clientId: 'server', clientSecret: 'secret', callbackUrls: [callback] },
    ],
  });

const redeem = async (
  pool: TestedPool,
  fields: Readonly<Record<string, string>>,
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: unknown }> => {
  const left = await (await pool.browser().get(pool.authorizeUrl(parameters))).submit('/login', { pick: 'alice' });
  const code = left.query.get('code') ?? '';
  return pool.post('/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: 'web',
    code,
    redirect_uri: callback,
    ...fields,
  });
};

test.each([
  [pkce, {}, 'invalid_grant', 'code_verifier is missing; the code is used up'],
  [
    pkce,
    { code_verifier: 'v'.repeat(43) },
    'invalid_grant',
    'code_verifier does not match code_challenge; the code is used up',
  ],
  [{}, { code: 'made-up' }, 'invalid_grant', 'the code is unknown, used or expired'],
  [{}, { client_id: 'server', client_secret: 'guess' }, 'invalid_client', 'the secret of server is wrong'],
  [{}, { client_id: 'server' }, 'invalid_client', 'the secret of server is missing'],
  [
    {},
    { grant_type: 'password' },
    'unsupported_grant_type',
    'grant_type must be one of authorization_code, refresh_token, client_credentials',
  ],
] as const)('onRefusal receives why the token endpoint refused: %j %j', async (parameters, fields, error, reason) => {
  await using pool = await open();
  const { body } = await redeem(pool, fields, parameters);
  expect(body).toEqual({ error });
  expect(pool.refused).toEqual([{ method: 'POST', path: '/oauth2/token', error, reason }]);
});

test.each([
  [
    { redirect_uri: 'http://localhost:3000/secret-path' },
    'redirect_mismatch',
    'redirect_uri is no callback URL of web',
  ],
  [{ client_id: 'unknown' }, 'invalid_client', 'the pool has no app client with this client_id'],
  [{ scope: 'openid admin' }, 'invalid_scope', 'scope must be made of openid, email, profile'],
  [{ scope: 'email' }, 'invalid_scope', 'scope email needs openid'],
  [{ code_challenge: challenge }, 'invalid_request', 'code_challenge_method must be S256'],
  [{ prompt: 'none' }, 'login_required', 'prompt is none, and the browser has no session that is good enough'],
])('onRefusal receives why the authorize endpoint refused: %j', async (parameters, error, reason) => {
  await using pool = await open();
  await pool.browser().get(pool.authorizeUrl(parameters));
  expect(pool.refused).toEqual([{ method: 'GET', path: '/oauth2/authorize', error, reason }]);
});

test('a refusal is one line on stderr by default, without any value of a parameter', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await using local = await createLocalSignIn({ clients: [{ clientId: 'web' }] });
  const fields = { grant_type: 'refresh_token', client_id: 'web', refresh_token: 'a-token' };
  await local.fetch(
    new Request(new URL('/oauth2/token', local.origin), { method: 'POST', body: new URLSearchParams(fields) }),
  );
  expect(printed.mock.calls).toEqual([
    ['refused POST /oauth2/token invalid_grant: the refresh token is unknown, revoked, rotated or expired'],
  ]);
  printed.mockRestore();
});

const web = [
  { clientId: 'web', authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  { clientId: 'server', clientSecret: 'secret', authFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
] as const;
const users = [{ username: 'alice', password: 'Password1!' }, { username: 'carol' }];
const passwordOf = (USERNAME: string, PASSWORD = 'Password1!', given: object = {}) => ({
  ClientId: 'web',
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: { USERNAME, PASSWORD },
  ...given,
});

test.each([
  ['InitiateAuth', passwordOf('alice', 'Password2!'), 'NotAuthorizedException', 'the password is wrong'],
  ['InitiateAuth', passwordOf('zoe'), 'NotAuthorizedException', 'the pool has no such user'],
  ['InitiateAuth', passwordOf('carol'), 'NotAuthorizedException', 'the user has no password'],
  [
    'InitiateAuth',
    passwordOf('alice', 'Password1!', { ClientId: 'server' }),
    'NotAuthorizedException',
    'Client server is configured with secret but SECRET_HASH was not received',
  ],
  ['GetUser', { AccessToken: 'x' }, 'NotAuthorizedException', 'the access token is refused: malformed_token'],
  [
    'UpdateUserPool',
    {},
    'UnknownOperationException',
    expect.stringMatching(/^The local pool has no operation named UpdateUserPool; it has: /),
  ],
])('onRefusal receives why the user pool API refused: %s %j', async (operation, input, error, reason) => {
  await using pool = await openPool({ clients: web, users });
  expect((await call(pool, operation, input)).status).toBe(400);
  expect(pool.refused).toEqual([{ method: 'POST', path: '/', operation, error, reason }]);
});

test('onRefusal receives that the access token of userInfo and of the user pool API was revoked', async () => {
  await using pool = await openPool({ clients: web, users });
  const { accessToken, refreshToken } = await pool.local.signIn('alice');
  await call(pool, 'RevokeToken', { ClientId: 'web', Token: refreshToken });
  const headers = { Authorization: `Bearer ${accessToken}` };
  await pool.local.fetch(new Request(new URL('/oauth2/userInfo', pool.local.origin), { headers }));
  await call(pool, 'GetUser', { AccessToken: accessToken });
  const reason = 'the access token was revoked';
  expect(pool.refused).toEqual([
    { method: 'GET', path: '/oauth2/userInfo', error: 'invalid_token', reason },
    { method: 'POST', path: '/', operation: 'GetUser', error: 'NotAuthorizedException', reason },
  ]);
});

test('onRefusal receives why the sign-in page refused', async () => {
  await using pool = await open();
  const page = await pool.browser().get(pool.authorizeUrl());
  await page.submit('/login', { username: 'alice', password: 'Password2!' });
  const reason = 'the password is wrong';
  expect(pool.refused).toEqual([{ method: 'POST', path: '/login', error: 'NotAuthorizedException', reason }]);
});

test('a refused call of the user pool API is one line on stderr, with its control characters escaped', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await using local = await createLocalSignIn({ clients: [{ clientId: 'web' }] });
  await call({ local }, 'InitiateAuth', { ClientId: 'web', AuthFlow: '\u001b[31m' });
  await call({ local }, 'GetUser', { AccessToken: 'x' });
  expect(printed.mock.calls).toEqual([
    [expect.stringMatching(/^refused InitiateAuth InvalidParameterException: .*\\u001b\[31m/)],
    ['refused GetUser NotAuthorizedException: the access token is refused: malformed_token'],
  ]);
  expect(String(printed.mock.calls)).not.toContain('\u001b');
  printed.mockRestore();
});

test('codes and temporary passwords are lines on stdout by default', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await using local = await createLocalSignIn({ clients: [{ clientId: 'web' }] });
  const UserPoolId = local.userPoolId;
  await call({ local }, 'SignUp', { ClientId: 'web', Username: 'bob', Password: 'Password1!' });
  await call({ local }, 'AdminCreateUser', { UserPoolId, Username: 'dora', TemporaryPassword: 'Temp1234!' });
  expect(printed.mock.calls).toEqual([
    [expect.stringMatching(/^Code for bob \(sign-up\): \d{6}$/)],
    ['Temporary password of dora: Temp1234!'],
  ]);
  printed.mockRestore();
});
