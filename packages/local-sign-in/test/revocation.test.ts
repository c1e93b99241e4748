import { createVerifier } from '@cognito-guard/core';
import { memoryRevocationStore, type UserRevocation } from '@cognito-guard/core/revocation';
import { describe, expect, test, vi } from 'vitest';
import { callback, openPool, type TestedPool } from './support/pool.ts';

const clients = [
  { clientId: 'web', callbackUrls: [callback], scopes: ['openid', 'aws.cognito.signin.user.admin'] },
] as const;

const call = async (pool: TestedPool, operation: string, input: object) => {
  const response = await pool.local.fetch(
    new Request(pool.local.origin, {
      method: 'POST',
      headers: {
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
        Authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    }),
  );
  return response.status;
};

describe('a call that signs a user out', () => {
  test('reaches the revocation store as the event of EventBridge would: by the user and the time of the call', async () => {
    const written: UserRevocation[] = [];
    const sessions: unknown[] = [];
    await using pool = await openPool({
      clients,
      clock: () => 1_800_000_000_500,
      revocation: {
        revokeUser: async (one) => void written.push(one),
        revokeSession: async (one) => void sessions.push(one),
      },
    });
    const { accessToken } = await pool.local.signIn('alice');
    expect(await call(pool, 'GlobalSignOut', { AccessToken: accessToken })).toBe(200);
    const user = await createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'access' }).verify(
      accessToken,
    );
    const { userPoolId } = pool.local;
    expect(written).toEqual([{ userPoolId, subject: user.subject, issuedBefore: 1_800_000_001 }]);
    expect(sessions).toEqual([]);
  });

  const byUser = ({ AccessToken }: { readonly AccessToken: string }) => ({ AccessToken });
  const byAdmin = { UserPoolId: 'eu-west-1_LocalPool', Username: 'alice' };
  test.each<[string, (given: { readonly AccessToken: string; readonly code: string }) => object]>([
    ['GlobalSignOut', byUser],
    ['DeleteUser', byUser],
    [
      'ChangePassword',
      (given) => ({ ...byUser(given), PreviousPassword: 'Password1!', ProposedPassword: 'Password2!' }),
    ],
    [
      'ConfirmForgotPassword',
      ({ code }) => ({ ClientId: 'web', Username: 'alice', ConfirmationCode: code, Password: 'Password2!' }),
    ],
    ['AdminUserGlobalSignOut', () => byAdmin],
    ['AdminDisableUser', () => byAdmin],
    ['AdminDeleteUser', () => byAdmin],
    ['AdminSetUserPassword', () => ({ ...byAdmin, Password: 'Password2!', Permanent: true })],
    ['AdminRemoveUserFromGroup', () => ({ ...byAdmin, GroupName: 'admins' })],
  ])('reaches the revocation store: %s', async (operation, inputOf) => {
    const written: UserRevocation[] = [];
    await using pool = await openPool({
      clients,
      revocation: { revokeUser: async (one) => void written.push(one), revokeSession: async () => undefined },
    });
    const { accessToken } = await pool.local.signIn('alice');
    await call(pool, 'ForgotPassword', { ClientId: 'web', Username: 'alice' });
    expect(await call(pool, operation, inputOf({ AccessToken: accessToken, code: pool.lastCode }))).toBe(200);
    expect(written).toHaveLength(1);
  });

  test.each(['RevokeUserSession', 'AdminRevokeUserSession'])('reaches the revocation store: %s', async (operation) => {
    const written: UserRevocation[] = [];
    await using pool = await openPool({
      clients,
      revocation: { revokeUser: async (one) => void written.push(one), revokeSession: async () => undefined },
    });
    const { accessToken, refreshToken } = await pool.local.signIn('alice');
    const { claims } = await createVerifier({ ...pool.local.options, clientId: 'web', tokenUse: 'access' }).verify(
      accessToken,
    );
    const SessionId = `tkn${claims.origin_jti?.replaceAll('-', '')}`;
    const input = { ...byAdmin, AccessToken: accessToken, SessionId };
    expect(await call(pool, operation, input)).toBe(200);
    expect(written).toHaveLength(1);
    expect(await call(pool, 'GetTokensFromRefreshToken', { ClientId: 'web', RefreshToken: refreshToken })).toBe(400);
  });

  test('revokes the tokens of every device for an API with the store', async () => {
    const store = memoryRevocationStore();
    await using pool = await openPool({ clients, revocation: store });
    const options = { clientId: 'web', tokenUse: 'access', revocation: { store, cacheSeconds: 0 } } as const;
    const { verify } = createVerifier({ ...pool.local.options, ...options });
    const [phone, laptop] = [await pool.local.signIn('alice'), await pool.local.signIn('alice')];
    await verify(laptop.accessToken);
    await call(pool, 'GlobalSignOut', { AccessToken: phone.accessToken });
    await expect(verify(laptop.accessToken)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  test('fails where the store fails', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const failing = (): Promise<never> => Promise.reject(new Error('unreachable'));
    await using pool = await openPool({ clients, revocation: { revokeUser: failing, revokeSession: failing } });
    const { accessToken } = await pool.local.signIn('alice');
    expect(await call(pool, 'GlobalSignOut', { AccessToken: accessToken })).toBe(500);
    logged.mockRestore();
  });
});
