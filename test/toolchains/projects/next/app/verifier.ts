import { createVerifier, type Verifier } from '@cognito-guard/core';

let verifier: Verifier<'access'> | undefined;

/** Made by the first request: `next build` loads the route handlers, too, and has no variables of the deployment. */
export const getVerifier = (): Verifier<'access'> => {
  const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', JWKS_URI: jwksUri } = process.env;
  verifier ??= createVerifier({ userPoolId, clientId, tokenUse: 'access', ...(jwksUri && { jwksUri }) });
  return verifier;
};
