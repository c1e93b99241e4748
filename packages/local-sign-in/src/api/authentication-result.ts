import { randomUUID } from 'node:crypto';
import type { Client } from '../options/client-options.ts';
import type { Grant } from '../pool/grant.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { Issuing } from '../pool/tokens.ts';
import type { User } from '../pool/users.ts';

/** The scope of tokens of the API, which operations of the signed-in user require. */
export const selfService = 'aws.cognito.signin.user.admin';

/** `AuthenticationResult`, as `InitiateAuth` and others answer it. */
interface AuthenticationResult {
  readonly AccessToken: string;
  readonly ExpiresIn: number;
  readonly IdToken?: string;
  readonly RefreshToken?: string;
  readonly TokenType: 'Bearer';
}

/** Issues the tokens of a grant. */
export const authenticationResult = async (
  { tokens }: LocalPool,
  client: Client,
  user: User,
  grant: Grant,
  refreshToken: string | undefined,
  issuing: Issuing,
): Promise<AuthenticationResult> => {
  const { accessToken, idToken } = await tokens.issue(client, user, grant, issuing);
  return {
    AccessToken: accessToken,
    ExpiresIn: client.accessTokenSeconds,
    ...(idToken !== undefined && { IdToken: idToken }),
    ...(refreshToken !== undefined && { RefreshToken: refreshToken }),
    TokenType: 'Bearer',
  };
};

/** Issues the tokens of a new sign-in, which have no scope of OpenID Connect: the ID token has every attribute. */
export const signedIn = async (pool: LocalPool, client: Client, user: User, issuing: Issuing): Promise<object> => {
  const grant: Grant = Object.freeze({
    clientId: client.clientId,
    username: user.username,
    scopes: [selfService],
    authTime: Math.floor(pool.config.clock() / 1000),
    originJti: randomUUID(),
    eventId: randomUUID(),
    acr: undefined,
    amr: undefined,
    resource: undefined,
    managedLogin: false,
  });
  const refreshToken = pool.refreshTokens.add(grant, client.refreshTokenSeconds);
  return {
    AuthenticationResult: await authenticationResult(pool, client, user, grant, refreshToken, issuing),
    ChallengeParameters: {},
  };
};
