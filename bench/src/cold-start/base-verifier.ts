import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { HandlerConfig } from './handler.ts';

/** aws-jwt-verify with its default fetcher and the bench's key URL. */
export const makeVerifier = ({ userPoolId, clientId, jwksUri, preload }: HandlerConfig) => {
  const https = new SimpleFetcher();
  const fetcher = { fetch: () => https.fetch(jwksUri) };
  const options = { userPoolId, clientId, tokenUse: 'access' } as const;
  const verifier = CognitoJwtVerifier.create(options, { jwksCache: new SimpleJwksCache({ fetcher }) });
  if (preload) verifier.cacheJwks(JSON.parse(JSON.stringify(preload)));
  return verifier;
};
