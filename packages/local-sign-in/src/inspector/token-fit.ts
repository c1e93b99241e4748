import { AuthError, createVerifier, type PoolOptions } from '@cognito-guard/core';
import type { Json } from './token-outline.ts';

/** The verifier options that fit a token, and the refusal of a verifier before it checks the signature. */
export interface TokenFit {
  /** Undefined when the token's issuer is not a Cognito user pool. */
  readonly options: Json | undefined;
  /** Undefined when the checks before the signature pass. */
  readonly refusal: AuthError | undefined;
}

/** A pool that issued no token. */
const otherPool = { userPoolId: 'us-east-1_nobody' };

/** Runs core's checks up to the keys. @returns Their refusal; undefined when all of them pass. */
const refusalBeforeKeys = async (
  token: string,
  pool: Pick<PoolOptions, 'userPoolId' | 'issuer'>,
): Promise<AuthError | undefined> => {
  const fetch = (): Promise<Response> => Promise.reject(new Error('This verifier must not fetch.'));
  try {
    await createVerifier({ ...pool, clientId: null, tokenUse: null, keys: { fetch } }).verify(token);
  } catch (error) {
    // A TypeError: the token's issuer is not a user pool.
    const refusal = AuthError.is(error) ? error : new AuthError('wrong_issuer');
    return refusal.code === 'keys_unavailable' ? undefined : refusal;
  }
  return undefined;
};

/**
 * Derives verifier options from a token, and runs core's checks that need no keys.
 *
 * @param token - The compact token.
 * @param claims - Its decoded claims.
 */
export const fitToken = async (token: string, claims: Json): Promise<TokenFit> => {
  const { iss, client_id: client, aud, token_use: tokenUse } = claims;
  const named = typeof iss === 'string' ? iss : '';
  const userPoolId = named.slice(named.lastIndexOf('/') + 1);
  const isAccess = tokenUse === 'access';
  const clientId = isAccess ? client : aud;
  const audience = isAccess && aud !== undefined && aud !== client ? { audience: aud } : {};
  // Replicas, and partitions with other domains, need the option issuer.
  for (const pool of [{ userPoolId }, { userPoolId, issuer: named }]) {
    const refusal = await refusalBeforeKeys(token, pool);
    if (refusal?.code !== 'wrong_issuer') return { options: { ...pool, clientId, tokenUse, ...audience }, refusal };
  }
  return { options: undefined, refusal: await refusalBeforeKeys(token, otherPool) };
};
