import { type Auth, createVerifier } from '@cognito-guard/core';
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
 * @returns A function that resolves to the user; to undefined for a token that is not valid or was revoked.
 */
export const accessTokenReader = (pool: LocalPool): ((token: string) => Promise<TokenHolder | undefined>) => {
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
    const auth = await verifier.verify(token).catch(() => undefined);
    const user = auth?.username === undefined ? undefined : pool.users.find(auth.username);
    const originJti = auth?.claims['origin_jti'];
    const isRevoked = typeof originJti === 'string' && pool.refreshTokens.isRevoked(originJti);
    return auth === undefined || user === undefined || isRevoked ? undefined : { auth, user };
  };
};
