import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createVerifier, type Verifier } from '@cognito-guard/core';
import type { Fixture } from './fixture.ts';

/** The common signature of all verifiers: a token to its claims, or an error. */
export type Verify = (token: string) => unknown;

/** Options of our verifier, its keys preloaded. */
export const ourOptions = ({ userPoolId, clientId, jwks }: Fixture) =>
  ({ userPoolId, clientId, tokenUse: 'access', keys: { preload: jwks } }) as const;

/** Our verifier with its defaults. */
export const ourVerifier = (fixture: Fixture): Verifier<'access'> => createVerifier(ourOptions(fixture));

/** aws-jwt-verify, its keys preloaded, with our tolerance. */
export const awsJwtVerify = async ({ userPoolId, clientId, jwks }: Fixture): Promise<Verify> => {
  const { CognitoJwtVerifier } = await import('aws-jwt-verify');
  const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access', graceSeconds: 5 });
  verifier.cacheJwks(JSON.parse(JSON.stringify(jwks)));
  return (token) => verifier.verify(token);
};

/** The check that a general JWT library leaves to its user. */
const isAccessTokenOf = (claims: Readonly<Record<string, unknown>>, clientId: string): boolean =>
  claims['token_use'] === 'access' && claims['client_id'] === clientId;

/** jose with the pool's keys preloaded. */
export const jose = async ({ issuer, clientId, jwks }: Fixture): Promise<Verify> => {
  const { createLocalJWKSet, jwtVerify } = await import('jose');
  const keys = createLocalJWKSet(JSON.parse(JSON.stringify(jwks)));
  const options = { issuer, algorithms: ['RS256'], clockTolerance: 5, requiredClaims: ['exp', 'iat'] };
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, options);
    if (!isAccessTokenOf(payload, clientId)) throw new Error('The token is not an access token of the client.');
    return payload;
  };
};

/** The public key of access tokens, selected by a token's header. */
export const accessKey = ({ jwks, tokens }: Fixture): KeyObject => {
  const [header = ''] = Object.values(tokens)[0]?.[0]?.split('.') ?? [];
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly kid: string };
  const jwk = jwks.keys.find((key) => key.kid === kid);
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
};

/** fast-jwt with the correct key, without a key lookup. */
export const fastJwt = async (fixture: Fixture, cache: boolean): Promise<Verify> => {
  const { createVerifier: createFastVerifier } = await import('fast-jwt');
  const verify = createFastVerifier({
    key: accessKey(fixture).export({ type: 'spki', format: 'pem' }).toString(),
    algorithms: ['RS256'],
    allowedIss: fixture.issuer,
    clockTolerance: 5_000,
    cache: cache && 1_000,
  });
  return (token) => {
    const claims: Readonly<Record<string, unknown>> = verify(token);
    if (!isAccessTokenOf(claims, fixture.clientId)) throw new Error('The token is not an access token of the client.');
    return claims;
  };
};
