import type { Client } from '../options/client-options.ts';
import type { Caller } from '../pool/caller.ts';
import { CognitoError } from '../pool/cognito-error.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import { authenticationResult } from './authentication-result.ts';
import { notAuthorized } from './errors.ts';

/**
 * Issues new tokens of a sign-in, and a new refresh token where the client rotates.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
export const refresh = async (
  pool: LocalPool,
  client: Client,
  refreshToken: string,
  { clientMetadata }: Omit<Caller, 'clientId'> = {},
): Promise<object> => {
  if (pool.refreshTokens.isRevokedToken(refreshToken)) throw notAuthorized('Refresh Token has been revoked');
  if (pool.refreshTokens.isReplacedToken(refreshToken)) {
    throw new CognitoError('RefreshTokenReuseException', 'Refresh Token has been invalidated by rotation');
  }
  const grant = pool.refreshTokens.get(refreshToken);
  const user = grant && pool.users.find(grant.username);
  if (grant?.clientId !== client.clientId || user === undefined) throw notAuthorized('Invalid Refresh Token');
  if (!user.isEnabled) throw notAuthorized('User is disabled.');
  const { rotation } = client;
  const renewed = rotation && pool.refreshTokens.rotate(refreshToken, rotation.graceSeconds);
  return {
    AuthenticationResult: await authenticationResult(pool, client, user, grant, renewed, {
      source: 'TokenGeneration_RefreshTokens',
      clientMetadata,
    }),
    ChallengeParameters: {},
  };
};
