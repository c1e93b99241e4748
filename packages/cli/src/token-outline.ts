import { AuthError, createVerifier, type PoolOptions } from '@cognito-guard/core';
import { decodeToken } from '@cognito-guard/testing';

type Json = Readonly<Record<string, unknown>>;

/** The default of `maxTokenLength`, in characters. */
export const defaultMaxLength = 8_192;

/** A decoded token. Nothing in it is verified. */
export interface TokenOutline {
  readonly header: Json;
  /** Undefined for an encrypted token. */
  readonly claims: Json | undefined;
  /** In characters. */
  readonly length: number;
}

/** The verifier options that fit a token, and the refusal of a verifier before it checks the signature. */
export interface TokenFit {
  /** Undefined when the token's issuer is not a Cognito user pool. */
  readonly options: Json | undefined;
  /** Undefined when the checks before the signature pass. */
  readonly refusal: AuthError | undefined;
}

/**
 * Decodes a token.
 *
 * @returns Its parts; undefined for text that is not a token.
 */
export const outlineToken = (token: string): TokenOutline | undefined => {
  try {
    const parts = token.split('.', 6);
    // RFC 7516 §7.1: five parts are a JWE, of which only the header can be read.
    if (parts.length === 5) {
      const { header } = decodeToken(`${parts[0]}.e30.`);
      return Object.hasOwn(header, 'enc') ? { header, claims: undefined, length: token.length } : undefined;
    }
    const { header, payload } = decodeToken(token);
    return { header, claims: payload, length: token.length };
  } catch {
    // The error's message quotes the token.
    return undefined;
  }
};

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
