import { type Auth, AuthError, createVerifier } from '@cognito-guard/core';
import { CognitoError } from './cognito-error.ts';
import type { LocalPool } from './local-pool.ts';
import type { User } from './users.ts';

/** A user who showed an access token of the pool. */
export interface TokenHolder {
  readonly auth: Auth<'access'>;
  readonly user: User;
}

/**
 * Verifies the pool's own access tokens, of every client and for every resource, with the keys that it holds.
 *
 * @returns A function that resolves to the user, and rejects with a CognitoError for a token that is not valid or was
 * revoked.
 */
export const accessTokenReader = (pool: LocalPool): ((token: string) => Promise<TokenHolder>) => {
  const { config, issuer, keys } = pool;
  const verifier = createVerifier({
    userPoolId: config.userPoolId,
    clientId: null,
    tokenUse: 'access',
    audience: null,
    issuer,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    clockToleranceSeconds: 0,
    keys: { fetch: async () => Response.json(keys.jwks()) },
    cache: false,
    clock: config.clock,
  });
  return async (token) => {
    const auth = await verifier.verify(token).catch((error: unknown) => {
      throw invalid(`the access token is refused: ${error instanceof AuthError ? error.code : String(error)}`);
    });
    const originJti = auth.claims['origin_jti'];
    if (typeof originJti === 'string' && pool.refreshTokens.isRevoked(originJti)) {
      const reason = 'the access token was revoked';
      throw new CognitoError('NotAuthorizedException', 'Access Token has been revoked', { reason });
    }
    const user = auth.username === undefined ? undefined : pool.users.find(auth.username);
    if (user === undefined) throw invalid('the pool does not have the user of the access token');
    return { auth, user };
  };
};

const invalid = (reason: string): CognitoError =>
  new CognitoError('NotAuthorizedException', 'Invalid Access Token', { reason });
