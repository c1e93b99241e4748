import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { HandlerConfig } from './handler.ts';

/** aws-jwt-verify as it comes; its own fetcher speaks https only, so loopback needs another one. */
export const makeVerifier = ({ userPoolId, clientId, jwksUri, preload }: HandlerConfig) => {
  const fetcher = { fetch: async () => (await fetch(jwksUri)).arrayBuffer() };
  const options = { userPoolId, clientId, tokenUse: 'access' } as const;
  const verifier = CognitoJwtVerifier.create(options, { jwksCache: new SimpleJwksCache({ fetcher }) });
  if (preload) verifier.cacheJwks(JSON.parse(JSON.stringify(preload)));
  return verifier;
};
