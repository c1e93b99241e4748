import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { describe, expect, test } from 'vitest';
import { callback, openPool, type TestedPool } from './support/pool.ts';

/** Calls an operation of the user pool API. */
const call = async (
  { local }: TestedPool,
  operation: string,
  input: unknown,
): Promise<{ readonly status: number; readonly body: { readonly AuthenticationResult?: Record<string, unknown> } }> => {
  const response = await local.fetch(
    new Request(local.origin, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(input),
    }),
  );
  return { status: response.status, body: JSON.parse(await response.text()) };
};

const signIn = async (pool: TestedPool): Promise<{ readonly access: string; readonly refresh: string }> => {
  const page = await pool.browser().get(pool.authorizeUrl());
  const { query } = await page.submit('/login', { pick: 'alice' });
  const { body } = await pool.post('/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: 'web',
    code: query.get('code') ?? '',
    redirect_uri: callback,
  });
  return { access: String(body['access_token']), refresh: String(body['refresh_token']) };
};

describe('the user pool API', () => {
  test('GetTokensFromRefreshToken answers new tokens of the same sign-in, and no refresh token without rotation', async () => {
    await using pool = await openPool();
    const { access, refresh } = await signIn(pool);
    const { status, body } = await call(pool, 'GetTokensFromRefreshToken', { ClientId: 'web', RefreshToken: refresh });
    expect(status).toBe(200);
    const { AuthenticationResult } = body;
    expect(Object.keys(AuthenticationResult ?? {})).toEqual(['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType']);
    const verifier = createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'access' });
    const [first, second] = [
      await verifier.verify(access),
      await verifier.verify(`${AuthenticationResult?.['AccessToken']}`),
    ];
    expect(second.claims['origin_jti']).toBe(first.claims['origin_jti']);
    expect(second.claims.jti).not.toBe(first.claims.jti);
  });

  test('GetTokensFromRefreshToken rotates a refresh token where the client rotates', async () => {
    await using pool = await openPool({
      clients: [{ clientId: 'web', callbackUrls: [callback], rotation: { graceSeconds: 0 } }],
    });
    const input = { ClientId: 'web', RefreshToken: (await signIn(pool)).refresh };
    const { body } = await call(pool, 'GetTokensFromRefreshToken', input);
    expect(body.AuthenticationResult?.['RefreshToken']).toEqual(expect.any(String));
    expect(await call(pool, 'GetTokensFromRefreshToken', input)).toMatchObject({
      status: 400,
      body: { __type: 'RefreshTokenReuseException' },
    });
  });

  test('RevokeToken ends the sign-in, also in the revocation store', async () => {
    const store = memoryRevocationStore();
    await using pool = await openPool({ revocation: store });
    const { access, refresh } = await signIn(pool);
    expect(await call(pool, 'RevokeToken', { ClientId: 'web', Token: refresh })).toEqual({ status: 200, body: {} });
    expect(await call(pool, 'GetTokensFromRefreshToken', { ClientId: 'web', RefreshToken: refresh })).toMatchObject({
      body: { __type: 'NotAuthorizedException', message: 'Refresh Token has been revoked' },
    });
    expect(await call(pool, 'GetUser', { AccessToken: access })).toMatchObject({
      body: { __type: 'NotAuthorizedException', message: 'Access Token has been revoked' },
    });
    const verifier = createVerifier({
      ...pool.local.options,
      clientId: 'web',
      tokenUse: 'access',
      revocation: { store, cacheSeconds: 0 },
    });
    await expect(verifier.verify(access)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  test('GetUser answers the attributes, and GlobalSignOut ends every sign-in of the user', async () => {
    const scopes = ['openid', 'aws.cognito.signin.user.admin'];
    await using pool = await openPool({ clients: [{ clientId: 'web', callbackUrls: [callback], scopes }] });
    const [first, second] = [await signIn(pool), await signIn(pool)];
    const AccessToken = first.access;
    expect(await call(pool, 'GetUser', { AccessToken })).toMatchObject({
      status: 200,
      body: {
        Username: 'alice',
        UserAttributes: [{ Name: 'sub' }, { Name: 'email', Value: 'alice@example.com' }, { Name: 'email_verified' }],
      },
    });
    expect(await call(pool, 'GlobalSignOut', { AccessToken })).toEqual({ status: 200, body: {} });
    for (const { access, refresh } of [first, second]) {
      const refused = { status: 400, body: { __type: 'NotAuthorizedException' } };
      expect(await call(pool, 'GetUser', { AccessToken: access })).toMatchObject(refused);
      const input = { ClientId: 'web', RefreshToken: refresh };
      expect(await call(pool, 'GetTokensFromRefreshToken', input)).toMatchObject(refused);
    }
  });

  test('GetUser refuses an access token without the scope of self-service', async () => {
    await using pool = await openPool();
    expect(await call(pool, 'GetUser', { AccessToken: (await signIn(pool)).access })).toMatchObject({
      status: 400,
      body: { __type: 'NotAuthorizedException', message: 'Access Token does not have required scopes' },
    });
  });

  test('InitiateAuth with a password answers tokens of the API, with every attribute in the ID token', async () => {
    const clients = [{ clientId: 'web', authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const }];
    await using pool = await openPool({ clients });
    const AuthParameters = { USERNAME: 'alice', PASSWORD: 'Password1!' };
    const { status, body } = await call(pool, 'InitiateAuth', {
      ...{ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters },
    });
    expect([status, Object.keys(body.AuthenticationResult ?? {})]).toEqual([
      200,
      ['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType'],
    ]);
    const { AccessToken, IdToken, RefreshToken } = body.AuthenticationResult ?? {};
    const verifier = createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'access' });
    const { claims, scopes } = await verifier.verify(`${AccessToken}`);
    expect([...scopes]).toEqual(['aws.cognito.signin.user.admin']);
    expect(claims).not.toHaveProperty('version');
    const id = createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'id' });
    const idClaims = (await id.verify(`${IdToken}`)).claims;
    expect(idClaims).toMatchObject({ email: 'alice@example.com', email_verified: true, 'cognito:groups': ['admins'] });
    expect(idClaims).not.toHaveProperty('at_hash');
    expect(await call(pool, 'GetUser', { AccessToken })).toMatchObject({ body: { Username: 'alice' } });

    const refreshed = await call(pool, 'InitiateAuth', {
      ...{ ClientId: 'web', AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: RefreshToken } },
    });
    const second = await verifier.verify(`${refreshed.body.AuthenticationResult?.['AccessToken']}`);
    expect(second.claims['origin_jti']).toBe(claims['origin_jti']);
  });

  test.each([
    ['an unknown client', 'RevokeToken', { ClientId: 'other', Token: 'x' }, 'ResourceNotFoundException'],
    ['a wrong secret', 'RevokeToken', { ClientId: 'web', ClientSecret: 'x', Token: 'x' }, 'NotAuthorizedException'],
    ['a missing parameter', 'RevokeToken', { ClientId: 'web' }, 'InvalidParameterException'],
    ['a client without revocation', 'RevokeToken', { ClientId: 'fixed', Token: 'x' }, 'UnsupportedOperationException'],
    ['a body that is no object', 'RevokeToken', [], 'SerializationException'],
    ['a token that is none', 'GetUser', { AccessToken: 'x' }, 'NotAuthorizedException'],
    ['an operation that it does not have', 'ListDevices', {}, 'UnknownOperationException'],
  ])('refuses %s', async (_, operation, input, exception) => {
    await using pool = await openPool({
      clients: [
        { clientId: 'web', callbackUrls: [callback] },
        { clientId: 'fixed', callbackUrls: [callback], tokenRevocation: false },
      ],
    });
    expect(await call(pool, operation, input)).toMatchObject({ status: 400, body: { __type: exception } });
  });

  test('a browser app of another origin may call it', async () => {
    await using pool = await openPool();
    const headers = { Origin: 'http://localhost:3000', 'Access-Control-Request-Method': 'POST' };
    const asked = { ...headers, 'Access-Control-Request-Headers': 'content-type,x-amz-target,x-amz-user-agent' };
    const response = await pool.local.fetch(new Request(pool.local.origin, { method: 'OPTIONS', headers: asked }));
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-target,x-amz-user-agent');
  });
});
