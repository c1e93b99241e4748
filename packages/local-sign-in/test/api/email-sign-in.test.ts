import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { memoryRevocationStore } from '@cognito-guard/core/revocation';
import { decodeToken } from '@cognito-guard/testing';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { describe, expect, test } from 'vitest';
import { openPool } from '../support/pool.ts';
import { secretHash } from './support/call.ts';
import { startGuardedApi } from './support/guarded-api.ts';
import { openSdk } from './support/sdk.ts';

const uuid = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
const byEmail = {
  usernameAttributes: ['email'],
  users: [{ username: 'alice@example.com', password: 'Password1!' }],
} as const;
const bob = { ClientId: 'web', Username: 'Bob@example.com' };
const Password = 'Password1!';
const payloadOf = (token: string | undefined): unknown => decodeToken(token ?? '').payload;

describe('a pool whose users sign up by email address', () => {
  test('gives a user of the AWS SDK a UUID as user name, and signs the user in by address in any case', async () => {
    await using opened = await openSdk(byEmail);
    const { sdk, pool } = opened;
    const { UserSub } = await sdk.send(new SignUpCommand({ ...bob, Password }));
    expect(UserSub).toEqual(uuid);
    await sdk.send(new ResendConfirmationCodeCommand(bob));
    expect(pool.sent.map(({ username }) => username)).toEqual(['Bob@example.com', 'Bob@example.com']);
    await expect(opened.signIn('bob@example.com')).rejects.toMatchObject({ name: 'UserNotConfirmedException' });
    await sdk.send(new ConfirmSignUpCommand({ ...bob, ConfirmationCode: pool.lastCode }));
    const { AccessToken } = await opened.signIn('bob@EXAMPLE.com');
    expect(payloadOf(AccessToken)).toMatchObject({ sub: UserSub, username: UserSub });
    expect(await sdk.send(new GetUserCommand({ AccessToken }))).toMatchObject({
      Username: UserSub,
      UserAttributes: [
        { Name: 'sub', Value: UserSub },
        { Name: 'email', Value: 'Bob@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    const { idToken } = await pool.local.signIn('bob@example.com');
    expect(payloadOf(idToken)).toMatchObject({ sub: UserSub, 'cognito:username': UserSub, email: 'Bob@example.com' });
    expect(await opened.signIn(UserSub ?? '')).toMatchObject({ AccessToken: expect.any(String) });
  });

  test.each([
    ['SignUp', (sdk: Sdk) => sdk.send(new SignUpCommand({ ...bob, Username: 'bob', Password }))],
    [
      'AdminCreateUser',
      (sdk: Sdk, UserPoolId: string) => sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: 'bob' })),
    ],
  ])('refuses a name that is no address at %s', async (_, send) => {
    await using opened = await openSdk(byEmail);
    await expect(send(opened.sdk, opened.UserPoolId)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Username should be an email.',
    });
  });

  test.each([
    ['SignUp', (sdk: Sdk, Username: string) => sdk.send(new SignUpCommand({ ...bob, Username, Password }))],
    [
      'AdminCreateUser',
      (sdk: Sdk, Username: string, UserPoolId: string) =>
        sdk.send(new AdminCreateUserCommand({ UserPoolId, Username })),
    ],
  ])('refuses the address of another user at %s, verified or not, in any case', async (_, send) => {
    await using opened = await openSdk(byEmail);
    await opened.sdk.send(new SignUpCommand({ ...bob, Password }));
    for (const Username of ['ALICE@example.com', 'bob@example.com']) {
      await expect(send(opened.sdk, Username, opened.UserPoolId)).rejects.toMatchObject({
        name: 'UsernameExistsException',
        message: 'An account with the given email already exists.',
      });
    }
  });

  test.each([
    ['SignUp', (sdk: Sdk, input: NewUser) => sdk.send(new SignUpCommand({ ...bob, Password, ...input }))],
    ['AdminCreateUser', (sdk: Sdk, input: NewUser) => sdk.send(new AdminCreateUserCommand(input))],
  ])('takes the attribute email at %s where it is the user name, and refuses another address', async (_, send) => {
    await using opened = await openSdk(byEmail);
    const { sdk, UserPoolId } = opened;
    const given = (Value: string): NewUser => ({
      ...{ UserPoolId, Username: 'Bob@example.com' },
      UserAttributes: [{ Name: 'email', Value }],
    });
    await expect(send(sdk, given('eve@example.com'))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User email should be empty or same as username, since username attribute is email',
    });
    await send(sdk, given('bob@example.com'));
    expect(await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: 'BOB@example.com' }))).toMatchObject({
      Username: uuid,
    });
  });

  test('has an administrator create a user, whom the address signs in at once after a password is set', async () => {
    await using opened = await openSdk(byEmail);
    const { sdk, pool, UserPoolId } = opened;
    const { User } = await sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: 'bob@example.com' }));
    expect(User).toMatchObject({ Username: uuid, UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(User?.Attributes).toContainEqual({ Name: 'email', Value: 'bob@example.com' });
    expect(pool.sent).toMatchObject([{ purpose: 'invitation', username: 'bob@example.com' }]);
    const byAddress = { UserPoolId, Username: 'BOB@example.com' };
    expect(await sdk.send(new AdminGetUserCommand(byAddress))).toMatchObject({ Username: User?.Username });
    await sdk.send(new AdminSetUserPasswordCommand({ ...byAddress, Password, Permanent: true }));
    expect(await opened.signIn('bob@example.com')).toMatchObject({ AccessToken: expect.any(String) });
    const Filter = 'email = "bob@example.com"';
    expect((await sdk.send(new ListUsersCommand({ UserPoolId, Filter }))).Users).toMatchObject([
      { Username: User?.Username },
    ]);
  });

  test('replaces a forgotten password by address', async () => {
    await using opened = await openSdk(byEmail);
    const { sdk, pool } = opened;
    const alice = { ClientId: 'web', Username: 'Alice@example.com' };
    await sdk.send(new ForgotPasswordCommand(alice));
    await sdk.send(
      new ConfirmForgotPasswordCommand({ ...alice, ConfirmationCode: pool.lastCode, Password: 'Password2!' }),
    );
    expect(await opened.signIn('alice@example.com', 'Password2!')).toMatchObject({ AccessToken: expect.any(String) });
  });

  test('signs in with a changed address at once, and refuses one that another user has', async () => {
    await using opened = await openSdk({
      ...byEmail,
      users: [...byEmail.users, { username: 'carol@example.com', password: Password }],
    });
    const { sdk, UserPoolId } = opened;
    const { AccessToken } = await opened.signIn('alice@example.com');
    const email = (Value: string) => ({ UserAttributes: [{ Name: 'email', Value }] });
    const taken = { name: 'AliasExistsException' };
    await expect(
      sdk.send(new UpdateUserAttributesCommand({ AccessToken, ...email('Carol@example.com') })),
    ).rejects.toMatchObject(taken);
    const byAdmin = { UserPoolId, Username: 'alice@example.com' };
    await expect(
      sdk.send(new AdminUpdateUserAttributesCommand({ ...byAdmin, ...email('carol@example.com') })),
    ).rejects.toMatchObject(taken);
    await sdk.send(new UpdateUserAttributesCommand({ AccessToken, ...email('new@example.com') }));
    expect(await opened.signIn('new@example.com')).toMatchObject({ AccessToken: expect.any(String) });
    await expect(opened.signIn('alice@example.com')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('hashes SECRET_HASH of the address at sign-in, and of the UUID at a challenge', async () => {
    const clientSecret = 'local-secret';
    await using opened = await openSdk({
      ...byEmail,
      clients: [{ clientId: 'web', clientSecret, authFlows: ['ALLOW_USER_PASSWORD_AUTH'] }],
      users: [{ username: 'alice@example.com', password: Password, status: 'FORCE_CHANGE_PASSWORD' }],
    });
    const { sdk } = opened;
    const named = (USERNAME: string) => ({ USERNAME, SECRET_HASH: secretHash(USERNAME, 'web', clientSecret) });
    const { Session, ChallengeParameters } = await sdk.send(
      new InitiateAuthCommand({
        ...{ ClientId: 'web', AuthFlow: 'USER_PASSWORD_AUTH' },
        AuthParameters: { ...named('alice@example.com'), PASSWORD: Password },
      }),
    );
    const userId = ChallengeParameters?.['USER_ID_FOR_SRP'] ?? '';
    expect(userId).toEqual(uuid);
    const { AuthenticationResult } = await sdk.send(
      new RespondToAuthChallengeCommand({
        ...{ ClientId: 'web', ChallengeName: 'NEW_PASSWORD_REQUIRED', Session },
        ChallengeResponses: { ...named(userId), NEW_PASSWORD: 'Password2!' },
      }),
    );
    expect(payloadOf(AuthenticationResult?.IdToken)).toMatchObject({ 'cognito:username': userId });
  });

  test('reports UsernameAttributes instead of AliasAttributes', async () => {
    await using opened = await openSdk(byEmail);
    const { UserPool } = await opened.sdk.send(new DescribeUserPoolCommand({ UserPoolId: opened.UserPoolId }));
    expect(UserPool).toMatchObject({ UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } });
    expect(UserPool).not.toHaveProperty('AliasAttributes');
  });

  test('signs a user of amazon-cognito-identity-js up by address and in by SRP, and an API answers 200', async () => {
    const store = memoryRevocationStore();
    await using pool = await openPool({ ...byEmail, clients: [{ clientId: 'web' }], revocation: store });
    const { local } = pool;
    await using api = await startGuardedApi(local, store);
    const Pool = new CognitoUserPool({ UserPoolId: local.userPoolId, ClientId: 'web', endpoint: local.origin });
    const userSub = await new Promise<string>((resolve, reject) => {
      Pool.signUp('bob@example.com', Password, [], [], (error, result) =>
        result === undefined ? reject(error) : resolve(result.userSub),
      );
    });
    const user = new CognitoUser({ Username: 'bob@example.com', Pool });
    await new Promise((resolve, reject) => {
      user.confirmRegistration(pool.lastCode, false, (error, result) => (error ? reject(error) : resolve(result)));
    });
    const session = await new Promise<CognitoUserSession>((onSuccess, onFailure) => {
      user.authenticateUser(new AuthenticationDetails({ Username: 'bob@example.com', Password }), {
        onSuccess,
        onFailure,
      });
    });
    expect(user.getUsername()).toBe(userSub);
    expect(session.getIdToken().payload).toMatchObject({ 'cognito:username': userSub, email: 'bob@example.com' });
    expect(await api.statusFor(session.getAccessToken().getJwtToken())).toBe(200);
  });
});

type Sdk = Awaited<ReturnType<typeof openSdk>>['sdk'];
interface NewUser {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly UserAttributes: { readonly Name: string; readonly Value: string }[];
}
