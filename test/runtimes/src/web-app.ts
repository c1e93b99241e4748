/** The conformance app without a framework, the same file in every runtime. */
import { createVerifier } from '@cognito-guard/core';
import { guard, withAuth } from '@cognito-guard/core/web';
import { conformanceRoutes } from '@cognito-guard/testing/conformance';
import type { Env } from './app.ts';
import { sourceOf } from './token-sources.ts';
import { conformanceHandler, type FetchHandler } from './web-handler.ts';

let handler: FetchHandler | undefined;

const handlerFor = ({ USER_POOL_ID: userPoolId, CLIENT_ID: clientId, JWKS_URI: jwksUri }: Env): FetchHandler => {
  const verifier = createVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' });
  return conformanceHandler(conformanceRoutes, {
    sourceOf,
    guard: (options) => guard(verifier, options),
    withAuth: (handle, options) => withAuth(verifier, handle, options),
  });
};

export default {
  fetch: (request: Request, env: Env): Response | Promise<Response> => {
    handler ??= handlerFor(env);
    return handler(request);
  },
};
