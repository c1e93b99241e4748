import { CognitoError } from '../pool/cognito-error.ts';
import { revokeSignIn } from '../pool/revocation.ts';
import { isSignedToken } from '../pool/tokens.ts';
import { clientBySecret } from './app-client.ts';
import { clientId, clientMetadata, clientSecret, token } from './members.ts';
import { type Operations, operation } from './operation.ts';
import { refresh } from './refresh.ts';

/**
 * Operations on refresh tokens. They take the client's secret itself, and no hash of it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 */
export const tokenOperations: Operations = {
  GetTokensFromRefreshToken: operation(
    { ClientId: clientId, ClientSecret: clientSecret, RefreshToken: token, ClientMetadata: clientMetadata },
    (pool, { ClientId, ClientSecret, RefreshToken, ClientMetadata }) =>
      refresh(pool, clientBySecret(pool, ClientId, ClientSecret), RefreshToken, { clientMetadata: ClientMetadata }),
  ),

  RevokeToken: operation(
    { ClientId: clientId, ClientSecret: clientSecret, Token: token },
    async (pool, { ClientId, ClientSecret, Token }) => {
      const client = clientBySecret(pool, ClientId, ClientSecret);
      if (!client.tokenRevocation) {
        throw new CognitoError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
      }
      if (isSignedToken(Token)) {
        throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type');
      }
      const grant = pool.refreshTokens.get(Token);
      if (grant?.clientId === client.clientId) await revokeSignIn(pool, grant);
      return {};
    },
  ),
};
