import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  ForgotPasswordCommand,
  GetGroupCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  UpdateGroupCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { describe, expect, test } from 'vitest';
import { startGuardedApi } from './support/guarded-api.ts';
import { openSdk as open } from './support/sdk.ts';

const bob = { ClientId: 'web', Username: 'bob' };
const withEmail = { UserAttributes: [{ Name: 'email', Value: 'bob@example.com' }] };

describe('with the AWS SDK', () => {
  test('a user signs up, confirms with a code that is sent twice, calls an API, refreshes and signs out', async () => {
    const revocation = memoryRevocationStore();
    await using opened = await open({ revocation });
    const { sdk, pool } = opened;
    await using api = await startGuardedApi(pool.local, revocation);
    expect(await sdk.send(new SignUpCommand({ ...bob, ...withEmail, Password: 'Password1!' }))).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[\da-f-]{36}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' },
    });
    await expect(opened.signIn('bob')).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    await sdk.send(new ResendConfirmationCodeCommand(bob));
    expect(pool.sent.map(({ purpose }) => purpose)).toEqual(['sign-up', 'sign-up']);
    await sdk.send(new ConfirmSignUpCommand({ ...bob, ConfirmationCode: pool.lastCode }));
    const { AccessToken, RefreshToken } = await opened.signIn('bob@example.com');
    expect(await sdk.send(new GetUserCommand({ AccessToken }))).toMatchObject({
      Username: 'bob',
      UserAttributes: [{ Name: 'sub' }, withEmail.UserAttributes[0], { Name: 'email_verified', Value: 'true' }],
    });
    expect(await api.statusFor(AccessToken)).toBe(200);
    const { AuthenticationResult } = await sdk.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: 'web', RefreshToken }),
    );
    const renewed = AuthenticationResult?.AccessToken ?? '';
    expect(await api.statusFor(renewed)).toBe(200);
    await sdk.send(new GlobalSignOutCommand({ AccessToken: renewed }));
    expect([await api.statusFor(AccessToken), await api.statusFor(renewed)]).toEqual([401, 401]);
  });

  test('a forgotten password is replaced with a code, and a known one by its user', async () => {
    await using opened = await open();
    const { sdk, pool } = opened;
    const alice = { ClientId: 'web', Username: 'alice' };
    await sdk.send(new ForgotPasswordCommand(alice));
    const renewed = { ...alice, ConfirmationCode: pool.lastCode, Password: 'Password2!' };
    await sdk.send(new ConfirmForgotPasswordCommand(renewed));
    await expect(opened.signIn('alice')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const { AccessToken } = await opened.signIn('alice', 'Password2!');
    const change = { AccessToken, PreviousPassword: 'Password2!', ProposedPassword: 'Password3!' };
    await sdk.send(new ChangePasswordCommand(change));
    expect(await opened.signIn('alice', 'Password3!')).toMatchObject({ AccessToken: expect.any(String) });
  });

  test('a user changes attributes, and a new address has to be verified', async () => {
    await using opened = await open();
    const { sdk, pool } = opened;
    const { AccessToken } = await opened.signIn('alice');
    const UserAttributes = [
      { Name: 'given_name', Value: 'Alice' },
      { Name: 'email', Value: 'new@example.com' },
    ];
    const { CodeDeliveryDetailsList } = await sdk.send(
      new UpdateUserAttributesCommand({ AccessToken, UserAttributes }),
    );
    expect(CodeDeliveryDetailsList).toMatchObject([{ Destination: 'n***@e***' }]);
    await expect(opened.signIn('new@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code: pool.lastCode }));
    expect(await opened.signIn('new@example.com')).toMatchObject({ AccessToken: expect.any(String) });
  });

  test('sign-out ends every sign-in of the user', async () => {
    await using opened = await open();
    const { sdk } = opened;
    const [one, other] = [await opened.signIn('alice'), await opened.signIn('alice')];
    await sdk.send(new GlobalSignOutCommand(one));
    for (const { AccessToken, RefreshToken } of [one, other]) {
      await expect(sdk.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
      });
      const refresh = { AuthFlow: 'REFRESH_TOKEN_AUTH' as const, AuthParameters: { REFRESH_TOKEN: RefreshToken } };
      await expect(sdk.send(new InitiateAuthCommand({ ClientId: 'web', ...refresh }))).rejects.toMatchObject({
        name: 'NotAuthorizedException',
      });
    }
  });

  test('an administrator creates, finds, disables, enables and deletes a user', async () => {
    await using opened = await open();
    const { sdk, pool, UserPoolId } = opened;
    const user = { UserPoolId, Username: 'bob' };
    expect(await sdk.send(new AdminCreateUserCommand({ ...user, ...withEmail }))).toMatchObject({
      User: { Username: 'bob', Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD', UserCreateDate: expect.any(Date) },
    });
    expect(pool.sent).toMatchObject([{ purpose: 'invitation', username: 'bob' }]);
    await sdk.send(new AdminSetUserPasswordCommand({ ...user, Password: 'Password1!', Permanent: true }));
    const verified = [{ Name: 'email_verified', Value: 'true' }];
    await sdk.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: verified }));
    const { AccessToken } = await opened.signIn('bob@example.com');
    await sdk.send(new AdminDisableUserCommand(user));
    await expect(opened.signIn('bob')).rejects.toMatchObject({ message: 'User is disabled.' });
    await expect(sdk.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    expect(await sdk.send(new AdminGetUserCommand(user))).toMatchObject({ Enabled: false, UserStatus: 'CONFIRMED' });
    await sdk.send(new AdminEnableUserCommand(user));
    const { RefreshToken } = await opened.signIn('bob');
    await sdk.send(new AdminUserGlobalSignOutCommand(user));
    const refresh = { AuthFlow: 'REFRESH_TOKEN_AUTH' as const, AuthParameters: { REFRESH_TOKEN: RefreshToken } };
    await expect(sdk.send(new InitiateAuthCommand({ ClientId: 'web', ...refresh }))).rejects.toMatchObject({
      message: 'Refresh Token has been revoked',
    });
    await sdk.send(new AdminDeleteUserCommand(user));
    await expect(sdk.send(new AdminGetUserCommand(user))).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  test('an administrator resets a password, and the user sets another with the code', async () => {
    const revocation = memoryRevocationStore();
    await using opened = await open({ revocation });
    const { sdk, pool, UserPoolId } = opened;
    await using api = await startGuardedApi(pool.local, revocation);
    const { AccessToken } = await opened.signIn('alice');
    await sdk.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: 'alice' }));
    await expect(opened.signIn('alice')).rejects.toMatchObject({ name: 'PasswordResetRequiredException' });
    expect(await api.statusFor(AccessToken)).toBe(401);
    const renewed = { ClientId: 'web', Username: 'alice', ConfirmationCode: pool.lastCode, Password: 'Password2!' };
    await sdk.send(new ConfirmForgotPasswordCommand(renewed));
    expect(await opened.signIn('alice', 'Password2!')).toMatchObject({ AccessToken: expect.any(String) });
  });

  test('an administrator confirms a user who signed up', async () => {
    await using opened = await open();
    const { sdk, UserPoolId } = opened;
    await sdk.send(new SignUpCommand({ ...bob, Password: 'Password1!' }));
    await sdk.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: 'bob' }));
    expect(await opened.signIn('bob')).toMatchObject({ AccessToken: expect.any(String) });
  });

  test('groups have members, and tokens name them', async () => {
    await using opened = await open();
    const { sdk, UserPoolId } = opened;
    const [alice, editors] = [
      { UserPoolId, Username: 'alice' },
      { UserPoolId, GroupName: 'editors' },
    ];
    await sdk.send(new CreateGroupCommand({ ...editors, Precedence: 3 }));
    await sdk.send(new AdminAddUserToGroupCommand({ ...alice, ...editors }));
    const { Groups } = await sdk.send(new AdminListGroupsForUserCommand(alice));
    expect(Groups).toMatchObject([{ GroupName: 'admins' }, { GroupName: 'editors', Precedence: 3 }]);
    const claims = async (): Promise<unknown> => {
      const payload = (await opened.signIn('alice')).AccessToken.split('.')[1] ?? '';
      return JSON.parse(Buffer.from(payload, 'base64url').toString());
    };
    expect(await claims()).toMatchObject({ 'cognito:groups': ['admins', 'editors'] });
    expect(await sdk.send(new ListUsersInGroupCommand(editors))).toMatchObject({ Users: [{ Username: 'alice' }] });
    await sdk.send(new AdminRemoveUserFromGroupCommand({ ...alice, ...editors }));
    expect(await claims()).toMatchObject({ 'cognito:groups': ['admins'] });
    const { Group } = await sdk.send(new UpdateGroupCommand({ ...editors, Description: 'Editors', Precedence: 0 }));
    expect(Group).toMatchObject({ GroupName: 'editors', Description: 'Editors', Precedence: 0 });
    expect((await sdk.send(new UpdateGroupCommand({ ...editors, Precedence: 7 }))).Group).toMatchObject({
      ...{ Description: 'Editors', Precedence: 7 },
    });
    expect((await sdk.send(new GetGroupCommand(editors))).Group).toMatchObject({ Precedence: 7 });
    await sdk.send(new DeleteGroupCommand(editors));
    expect(await sdk.send(new ListGroupsCommand({ UserPoolId }))).toMatchObject({ Groups: [{ GroupName: 'admins' }] });
  });

  test('users are listed in pages, and found by a filter', async () => {
    const users = ['ann', 'ben', 'cai'].map((username) => ({ username, email: `${username}@example.com` }));
    await using opened = await open({ users });
    const { sdk, UserPoolId } = opened;
    const first = await sdk.send(new ListUsersCommand({ UserPoolId, Limit: 2 }));
    expect(first.Users?.map(({ Username }) => Username)).toEqual(['ann', 'ben']);
    const second = await sdk.send(new ListUsersCommand({ UserPoolId, PaginationToken: first.PaginationToken }));
    expect(second.Users?.map(({ Username }) => Username)).toEqual(['cai']);
    expect(second.PaginationToken).toBeUndefined();
    const find = async (Filter: string): Promise<unknown> =>
      (await sdk.send(new ListUsersCommand({ UserPoolId, Filter, AttributesToGet: ['email'] }))).Users?.map(
        ({ Attributes }) => Attributes,
      );
    expect(await find('email = "ben@example.com"')).toEqual([[{ Name: 'email', Value: 'ben@example.com' }]]);
    expect(await find('username ^= "c"')).toEqual([[{ Name: 'email', Value: 'cai@example.com' }]]);
    expect(await find('cognito:user_status = "UNCONFIRMED"')).toEqual([]);
  });
});
