import { inspect } from 'node:util';
import { AuthError, createVerifier } from '@cognito-guard/core';
import { CognitoSignOutError, type CognitoSignOutOptions, cognitoSignOut } from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: null });
const auth = await verifier.verify(pool.accessToken());
const { signal } = new AbortController();
const one = { auth, everywhere: false, refreshToken: 'refresh.token', signal };
const all = { auth, everywhere: true, refreshToken: undefined, signal };

/** Cognito's error in the JSON 1.1 protocol. */
const refusal = (type: string, message = '') => Response.json({ __type: type, message }, { status: 400 });

const start = (answer: () => Response = () => new Response('{}'), options: CognitoSignOutOptions = {}) => {
  const sent: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    sent.push({ url, init });
    return answer();
  };
  return { end: cognitoSignOut({ fetch, ...options }), sent };
};

describe('requests to Cognito', () => {
  test('RevokeToken for one sign-in goes to the region of the pool', async () => {
    const { end, sent } = start();
    await end(one);
    expect(sent).toEqual([
      {
        url: `https://cognito-idp.${pool.userPoolId.split('_')[0]}.amazonaws.com/`,
        init: {
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.1',
            'x-amz-target': 'AWSCognitoIdentityProviderService.RevokeToken',
          },
          body: JSON.stringify({ ClientId: pool.clientId, Token: 'refresh.token' }),
          redirect: 'manual',
          signal,
        },
      },
    ]);
  });

  test('the secret of the client is sent, to an endpoint of another partition', async () => {
    const endpoint = 'https://cognito-idp.cn-north-1.amazonaws.com.cn/';
    const { end, sent } = start(undefined, { clientSecret: 'secret', endpoint });
    await end(one);
    expect(sent[0]?.url).toBe(endpoint);
    expect(JSON.parse(String(sent[0]?.init.body))).toEqual({
      ClientId: pool.clientId,
      Token: 'refresh.token',
      ClientSecret: 'secret',
    });
  });

  test('GlobalSignOut for all sign-ins sends the access token', async () => {
    const { end, sent } = start();
    await end(all);
    expect(sent[0]?.init.headers).toMatchObject({ 'x-amz-target': 'AWSCognitoIdentityProviderService.GlobalSignOut' });
    expect(JSON.parse(String(sent[0]?.init.body))).toEqual({ AccessToken: auth.token });
  });

  test('an ID token is refused without a request, because GlobalSignOut accepts access tokens only', async () => {
    const { end, sent } = start();
    const idAuth = await verifier.verify(pool.idToken());
    await expect(end({ ...all, auth: idAuth })).rejects.toMatchObject({ code: 'wrong_token_use', status: 401 });
    expect(sent).toEqual([]);
  });
});

describe('responses of Cognito', () => {
  test.each([
    'InvalidParameterException',
    'NotAuthorizedException',
    'UnauthorizedException',
    'UnsupportedTokenTypeException',
  ])('%s is invalid_request, because it is about the refresh token', async (type) => {
    const { end } = start(() => refusal(type));
    await expect(end(one)).rejects.toMatchObject({
      code: 'invalid_request',
      status: 400,
      cause: { message: `Cognito did not end the sign-in: ${type}.` },
    });
  });

  test.each<[answer: () => Response, errorName: string]>([
    [() => refusal('TooManyRequestsException'), 'TooManyRequestsException'],
    [() => refusal('com.amazonaws.cognito#InternalErrorException'), 'InternalErrorException'],
    [
      () =>
        new Response('', {
          status: 500,
          headers: { 'x-amzn-errortype': 'InternalErrorException:http://internal.example/' },
        }),
      'InternalErrorException',
    ],
    [() => refusal('UnsupportedOperationException'), 'UnsupportedOperationException'],
    [() => new Response('<html>', { status: 502 }), 'HTTP 502'],
    [() => new Response(null, { status: 302, headers: { location: 'https://example.com/' } }), 'HTTP 302'],
    [() => Response.json('text', { status: 400 }), 'HTTP 400'],
  ])('any other error rejects with its name: %#', async (answer, errorName) => {
    const { end } = start(answer);
    for (const request of [one, all]) {
      const error: unknown = await end(request).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(CognitoSignOutError);
      expect(error).toMatchObject({ errorName });
    }
  });

  test.each<[error: Error, errorName: string]>([
    [new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) }), 'ENOTFOUND'],
    [new TypeError('Network connection lost.'), 'no answer'],
  ])('without a response, the error has the code of the network client: %#', async (error, errorName) => {
    const { end } = start(undefined, { fetch: () => Promise.reject(error) });
    for (const request of [one, all]) await expect(end(request)).rejects.toMatchObject({ errorName });
  });

  test('an access token that is already revoked counts as signed out, so that a retry succeeds', async () => {
    const { end } = start(() => refusal('NotAuthorizedException', 'Access Token has been revoked'));
    await expect(end(all)).resolves.toBeUndefined();
  });

  test('an access token without the scope rejects', async () => {
    const { end } = start(() => refusal('NotAuthorizedException', 'Access Token does not have required scopes'));
    await expect(end(all)).rejects.toMatchObject({ errorName: 'NotAuthorizedException' });
  });

  test('no error contains a token', async () => {
    const { end } = start(() => refusal('NotAuthorizedException', `bad token ${auth.token} refresh.token`));
    for (const request of [one, all]) {
      const error: unknown = await end(request).catch((reason: unknown) => reason);
      expect(AuthError.is(error) || error instanceof CognitoSignOutError).toBe(true);
      expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(
        new RegExp(`${auth.token}|refresh\\.token`),
      );
    }
  });
});

test.each<[options: object, message: string]>([
  [{ secret: 'a' }, 'cognitoSignOut: options has no option "secret"'],
  [{ clientSecret: undefined }, 'cognitoSignOut: clientSecret must be a non-empty string; got undefined.'],
  [{ clientSecret: '' }, 'cognitoSignOut: clientSecret must be a non-empty string; got string.'],
  [{ endpoint: 'http://example.com/' }, 'cognitoSignOut: endpoint must be an https: URL'],
  [{ fetch: 'fetch' }, 'cognitoSignOut: fetch must be a function; got "fetch".'],
])('the options %j are refused at construction', (options, message) => {
  expect(() => cognitoSignOut(options)).toThrow(message);
});
