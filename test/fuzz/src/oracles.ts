import { AuthError, createVerifier } from '@cognito-guard/core';
import { CognitoJwtVerifier } from 'aws-jwt-verify/cognito-verifier';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { jwks, now, otherPool, pool } from './token-world.ts';

/** The rules that all three verifiers apply. */
export interface Rules {
  readonly tokenUse: 'access' | 'id' | null;
  readonly clientId: string | string[] | null;
}

/** @returns True if the verifier accepts the token. It throws if the verifier crashes. */
export type Accepts = (token: string) => Promise<boolean>;

/** The configurations, one for each kind of rules. */
export const configurations: readonly Rules[] = [
  { tokenUse: 'access', clientId: pool.clientId },
  { tokenUse: 'access', clientId: null },
  { tokenUse: 'id', clientId: pool.clientId },
  { tokenUse: null, clientId: null },
  { tokenUse: null, clientId: [otherPool.clientId, pool.clientId] },
];

/** Our verifier. Any error except a refusal with 401 is a crash. */
export const ours = (rules: Rules): Accepts => {
  const { verify } = createVerifier({
    userPoolId: pool.userPoolId,
    ...rules,
    keys: { preload: jwks, fetch: pool.fetch },
  });
  return (token) =>
    verify(token).then(
      () => true,
      (error: unknown) => {
        if (AuthError.is(error) && error.status === 401) return false;
        throw error;
      },
    );
};

/** aws-jwt-verify. It refuses with its own errors; any other error is a crash. */
export const base = ({ tokenUse, clientId }: Rules): Accepts => {
  const verifier = CognitoJwtVerifier.create({ userPoolId: pool.userPoolId, tokenUse, clientId, graceSeconds: 5 });
  verifier.cacheJwks(jwks as Parameters<typeof verifier.cacheJwks>[0]);
  return async (token) => {
    try {
      verifier.verifySync(token);
      return true;
    } catch {
      return false;
    }
  };
};

/** jose with our rules as its options, then a check of the two Cognito claims that it does not know. */
export const jose = ({ tokenUse, clientId }: Rules): Accepts => {
  const keys = createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]);
  const clients = clientId === null ? null : [clientId].flat();
  const options = {
    algorithms: ['RS256'],
    issuer: [pool.issuer, pool.updatedIssuer],
    clockTolerance: 5,
    currentDate: new Date(now * 1000),
    requiredClaims: ['exp', 'iat', 'sub'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options);
      const { token_use: use, client_id: client, aud } = payload;
      const named = use === 'id' ? aud : client;
      return (
        (use === 'access' || use === 'id') &&
        (tokenUse ?? use) === use &&
        (clients === null || clients.includes(named as string))
      );
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
      throw error;
    }
  };
};
