import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { LocalSignInOptions } from '../../../src/index.ts';
import { openPool, type TestedPool } from '../../support/pool.ts';

/** A pool, and the AWS SDK's client of it. */
export interface OpenedSdk extends AsyncDisposable {
  readonly pool: TestedPool;
  readonly sdk: CognitoIdentityProviderClient;
  readonly UserPoolId: string;
  /** Signs a user in by password. */
  signIn(username: string, password?: string): Promise<{ readonly AccessToken: string; readonly RefreshToken: string }>;
}

/** Opens a pool whose client `web` takes passwords. */
export const openSdk = async (options: Partial<LocalSignInOptions> = {}): Promise<OpenedSdk> => {
  const pool = await openPool({
    clients: [{ clientId: 'web', authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] }],
    ...options,
  });
  const sdk = new CognitoIdentityProviderClient({
    endpoint: pool.local.origin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    pool,
    sdk,
    UserPoolId: pool.local.userPoolId,
    signIn: async (USERNAME, PASSWORD = 'Password1!') => {
      const { AuthenticationResult: { AccessToken = '', RefreshToken = '' } = {} } = await sdk.send(
        new InitiateAuthCommand({
          ClientId: 'web',
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD },
        }),
      );
      return { AccessToken, RefreshToken };
    },
    [Symbol.asyncDispose]: async () => {
      sdk.destroy();
      await pool[Symbol.asyncDispose]();
    },
  };
};
