import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { expect, test } from 'vitest';
import { startCognitoLocal } from '../../../express/test/support/cognito-local.ts';
import { openSdk } from './support/sdk.ts';

const Password = 'Password1!';

/** The names of an output's members and of the members of its structures, without those that say nothing. */
const shapeOf = (output: object): readonly string[] =>
  Object.entries(output)
    .filter(([name, value]) => name !== '$metadata' && value !== undefined)
    .flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
        ? Object.keys(value).map((member) => `${name}.${member}`)
        : [name],
    )
    .toSorted();

/** The user names of two users. */
type Names = readonly [bob: string, eve: string];

/** What each call comes to: its output's members, or its exception. */
const runScript = async (
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  ClientId: string,
  [bobName, eveName]: Names,
) => {
  const outcomes: Record<string, unknown> = {};
  const run = async <Output extends object>(name: string, send: () => Promise<Output>): Promise<Output | undefined> => {
    try {
      const output = await send();
      outcomes[name] = shapeOf(output);
      return output;
    } catch (error) {
      outcomes[name] = error instanceof Error ? error.name : String(error);
      return undefined;
    }
  };
  const at = { UserPoolId, Username: bobName };
  const signIn = (PASSWORD: string, USERNAME = bobName) =>
    client.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } }),
    );
  const UserAttributes = [{ Name: 'email', Value: 'bob@example.com' }];
  await run('sign-up', () => client.send(new SignUpCommand({ ClientId, Username: bobName, Password, UserAttributes })));
  await run('sign-up again', () => client.send(new SignUpCommand({ ClientId, Username: bobName, Password })));
  await run('sign-in before the confirmation', () => signIn(Password));
  await run('confirmation', () => client.send(new AdminConfirmSignUpCommand(at)));
  await run('confirmation again', () => client.send(new AdminConfirmSignUpCommand(at)));
  await run('sign-in with a wrong password', () => signIn('Password2!'));
  const { AuthenticationResult: { AccessToken, RefreshToken = '' } = {} } =
    (await run('sign-in', () => signIn(Password))) ?? {};
  await run('the user', () => client.send(new GetUserCommand({ AccessToken })));
  const change = { AccessToken, PreviousPassword: Password, ProposedPassword: 'Password3!' };
  await run('another password', () => client.send(new ChangePasswordCommand(change)));
  await run('refresh', () =>
    client.send(
      new InitiateAuthCommand({
        ...{ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH' },
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
    ),
  );
  const group = { UserPoolId, GroupName: 'editors' };
  await run('group', () => client.send(new CreateGroupCommand(group)));
  await run('member', () => client.send(new AdminAddUserToGroupCommand({ ...at, ...group })));
  await run('groups', () => client.send(new ListGroupsCommand({ UserPoolId })));
  await run('groups of the user', () => client.send(new AdminListGroupsForUserCommand(at)));
  await run('members', () => client.send(new ListUsersInGroupCommand(group)));
  await run('users', () => client.send(new ListUsersCommand({ UserPoolId, Filter: 'username = "bob"' })));
  await run('user', () => client.send(new AdminGetUserCommand(at)));
  await run('unknown user', () => client.send(new AdminGetUserCommand({ ...at, Username: 'zoe' })));
  await run('disabled', () => client.send(new AdminDisableUserCommand(at)));
  await run('enabled', () => client.send(new AdminEnableUserCommand(at)));
  const eve = { UserPoolId, Username: eveName };
  await run('created', () => client.send(new AdminCreateUserCommand({ ...eve, MessageAction: 'SUPPRESS' })));
  await run('created again', () => client.send(new AdminCreateUserCommand({ ...eve, MessageAction: 'SUPPRESS' })));
  await run('temporary password', () => client.send(new AdminSetUserPasswordCommand({ ...eve, Password })));
  const { Session } = (await run('sign-in with it', () => signIn(Password, eveName))) ?? {};
  const answer = { ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session } as const;
  const ChallengeResponses = { USERNAME: eveName, NEW_PASSWORD: 'Password4!' };
  await run('new password', () => client.send(new RespondToAuthChallengeCommand({ ...answer, ChallengeResponses })));
  await run('revocation', () => client.send(new RevokeTokenCommand({ ClientId, Token: RefreshToken })));
  await run('deletion', () => client.send(new AdminDeleteUserCommand(at)));
  await run('sign-in after the deletion', () => signIn('Password3!'));
  return outcomes;
};

test.each([
  // Its default are user names that are addresses; it takes any name where they are phone numbers.
  ['names', ['bob', 'eve'], 'phone_number', {}],
  ['addresses', ['bob@example.com', 'eve@example.com'], 'email', { usernameAttributes: ['email'] }],
] as const)(
  '28 calls of the AWS SDK for users with %s have the members and exceptions that they have at cognito-local, but one that is not documented',
  async (_, names, attribute, options) => {
    await using other = await startCognitoLocal('eu-west-1_SignIn001');
    const { UserPool } = await other.client.send(
      new CreateUserPoolCommand({ PoolName: 'script', UsernameAttributes: [attribute] }),
    );
    const UserPoolId = UserPool?.Id ?? '';
    const { UserPoolClient } = await other.client.send(
      new CreateUserPoolClientCommand({
        ...{ UserPoolId, ClientName: 'web' },
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    const theirs = await runScript(other.client, UserPoolId, UserPoolClient?.ClientId ?? '', names);
    await using opened = await openSdk({ ...options, users: [] });
    const ours = await runScript(opened.sdk, opened.UserPoolId, 'web', names);
    const isLess = (name: string): boolean => {
      const [mine, other] = [ours[name], theirs[name]];
      if (!Array.isArray(mine) || !Array.isArray(other)) return mine !== other;
      return other.some((member) => !mine.includes(member));
    };
    // cognito-local leaves out members of outputs. Its exception for a wrong password is not documented for InitiateAuth.
    expect(Object.keys(theirs).filter(isLess)).toEqual(['sign-in with a wrong password']);
    expect(ours['sign-in with a wrong password']).toBe('NotAuthorizedException');
    expect(Object.keys(ours).length).toBeGreaterThan(25);
  },
);
