import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';

/** Signs users up and in through the AWS SDK, and returns their access tokens. */
export interface Users {
  readonly clientId: string;
  /** A new user of these groups. */
  readonly signIn: (Username: string, groups: readonly string[]) => Promise<string>;
}

const Password = 'correct-Horse-7-battery';

export const createUsers = async (client: CognitoIdentityProviderClient, UserPoolId: string): Promise<Users> => {
  const created = await client.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }),
  );
  const clientId = created.UserPoolClient?.ClientId ?? '';

  const signIn = async (Username: string, groups: readonly string[]): Promise<string> => {
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
    await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
    for (const GroupName of groups) {
      await client.send(new CreateGroupCommand({ UserPoolId, GroupName }));
      await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    }
    const AuthParameters = { USERNAME: Username, PASSWORD: Password };
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({ ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    );
    return AuthenticationResult?.AccessToken ?? '';
  };
  return { clientId, signIn };
};
