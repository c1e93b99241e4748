import {
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
  GetUserCommand,
  ListUserSessionsCommand,
  RevokeUserSessionCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from 'vitest';
import { callback } from '../support/pool.ts';
import { type OpenedSdk, openSdk } from './support/sdk.ts';

const clients = [
  {
    clientId: 'web',
    callbackUrls: [callback],
    scopes: ['openid', 'aws.cognito.signin.user.admin'],
    authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  },
] as const;

/** Signs alice in at managed login, and returns the refresh token and whether the browser is still signed in. */
const signInWithBrowser = async ({ pool }: OpenedSdk) => {
  const browser = pool.browser();
  const { query } = await (await browser.get(pool.authorizeUrl())).submit('/login', { pick: 'alice' });
  const code = query.get('code') ?? '';
  const redemption = { grant_type: 'authorization_code', client_id: 'web', code, redirect_uri: callback };
  const { body } = await pool.post('/oauth2/token', redemption);
  return {
    refresh: async () =>
      (
        await pool.post('/oauth2/token', {
          ...{ grant_type: 'refresh_token', client_id: 'web' },
          refresh_token: String(body['refresh_token']),
        })
      ).status,
    isSignedIn: async () => (await browser.get(pool.authorizeUrl())).url.startsWith(`${callback}?code=`),
  };
};

describe('the sessions of a user', () => {
  test('are those of apps and of managed login, and one names where it comes from', async () => {
    await using opened = await openSdk({ clients });
    const { sdk, UserPoolId } = opened;
    await signInWithBrowser(opened);
    const { AccessToken } = await opened.signIn('alice');
    const { Sessions = [] } = await sdk.send(new ListUserSessionsCommand({ AccessToken }));
    const [fromApi, fromBrowser, sso] = [
      Sessions.find(({ IsCurrentSession }) => IsCurrentSession),
      Sessions.find(({ SessionType, IsCurrentSession }) => SessionType === 'TOKEN' && !IsCurrentSession),
      Sessions.find(({ SessionType }) => SessionType === 'SSO'),
    ];
    expect(Sessions).toHaveLength(3);
    expect(fromBrowser).toMatchObject({
      ClientId: 'web',
      OriginSessionId: sso?.SessionId,
      CreateDate: expect.any(Date),
    });
    expect(fromApi?.OriginSessionId).toBeUndefined();
    const admin = await sdk.send(new AdminListUserSessionsCommand({ UserPoolId, Username: 'alice' }));
    expect(admin.Sessions?.map(({ SessionId }) => SessionId)).toEqual(Sessions.map(({ SessionId }) => SessionId));
  });

  test('end one by one', async () => {
    await using opened = await openSdk({ clients });
    const { sdk } = opened;
    const [one, other] = [await opened.signIn('alice'), await opened.signIn('alice')];
    const { Sessions = [] } = await sdk.send(new ListUserSessionsCommand(one));
    const SessionId = Sessions.find(({ IsCurrentSession }) => IsCurrentSession === false)?.SessionId;
    await sdk.send(new RevokeUserSessionCommand({ ...one, SessionId }));
    expect(await sdk.send(new GetUserCommand(one))).toMatchObject({ Username: 'alice' });
    await expect(sdk.send(new GetUserCommand(other))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(sdk.send(new RevokeUserSessionCommand({ ...one, SessionId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test.each([
    ['NONE', true],
    ['LINKED', false],
  ] as const)('of managed login outlives the tokens of an app with %s: %s', async (others, isSignedIn) => {
    await using opened = await openSdk({ clients });
    const { sdk, UserPoolId } = opened;
    const browser = await signInWithBrowser(opened);
    const alice = { UserPoolId, Username: 'alice' };
    const { Sessions = [] } = await sdk.send(new AdminListUserSessionsCommand(alice));
    const { SessionId } = Sessions.find(({ SessionType }) => SessionType === 'TOKEN') ?? {};
    const revoke = { ...alice, SessionId, RevokeAssociatedSessions: others };
    await sdk.send(new AdminRevokeUserSessionCommand(revoke));
    expect(await browser.refresh()).toBe(400);
    expect(await browser.isSignedIn()).toBe(isSignedIn);
  });
});
