import { AuthError, createVerifier, type PoolOptions } from '@cognito-guard/core';
import { decodeToken } from '@cognito-guard/testing';

type Json = Readonly<Record<string, unknown>>;

/** The default of `maxTokenLength`, in characters. */
export const defaultMaxLength = 8_192;

/** What a token says of itself. Nothing of it is verified. */
export interface TokenOutline {
  readonly header: Json;
  /** Undefined where the token is encrypted. */
  readonly claims: Json | undefined;
  /** In characters. */
  readonly length: number;
}

/** What a verifier would need in order to accept a token, and what it would say before it looks at the signature. */
export interface TokenFit {
  /** Undefined where Cognito's issuers and pool ids look different. */
  readonly options: Json | undefined;
  /** Undefined where nothing speaks against the token so far. */
  readonly refusal: AuthError | undefined;
}

/**
 * Takes a token apart.
 *
 * @returns Its parts, or undefined where it is none.
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
    // Its message quotes the token.
    return undefined;
  }
};

/** A pool that no token is from. */
const nobodysPool = { userPoolId: 'us-east-1_nobody' };

/** What core says to a token without any keys: everything that it checks before them. */
const refusalBeforeKeys = async (
  token: string,
  pool: Pick<PoolOptions, 'userPoolId' | 'issuer'>,
): Promise<AuthError | undefined> => {
  const fetch = (): Promise<Response> => Promise.reject(new Error('Nothing is fetched here.'));
  try {
    await createVerifier({ ...pool, clientId: null, tokenUse: null, keys: { fetch } }).verify(token);
  } catch (error) {
    // A TypeError: what the token names as its issuer is no user pool.
    const refusal = AuthError.is(error) ? error : new AuthError('wrong_issuer');
    return refusal.code === 'keys_unavailable' ? undefined : refusal;
  }
  return undefined;
};

/**
 * Lets core judge which pool a token could be from, and all that it judges without keys.
 *
 * @param token - As it was given.
 * @param claims - What it says.
 */
export const fitToken = async (token: string, claims: Json): Promise<TokenFit> => {
  const { iss, client_id: client, aud, token_use: tokenUse } = claims;
  const named = typeof iss === 'string' ? iss : '';
  const userPoolId = named.slice(named.lastIndexOf('/') + 1);
  const isAccess = tokenUse === 'access';
  const clientId = isAccess ? client : aud;
  const audience = isAccess && aud !== undefined && aud !== client ? { audience: aud } : {};
  // Replicas and partitions with other domains need their issuer named.
  for (const pool of [{ userPoolId }, { userPoolId, issuer: named }]) {
    const refusal = await refusalBeforeKeys(token, pool);
    if (refusal?.code !== 'wrong_issuer') return { options: { ...pool, clientId, tokenUse, ...audience }, refusal };
  }
  return { options: undefined, refusal: await refusalBeforeKeys(token, nobodysPool) };
};
