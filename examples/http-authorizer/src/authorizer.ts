/** The authorizer to deploy, with USER_POOL_ID and CLIENT_ID in its environment. */
import { httpAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { cloudWatchMetrics } from '@cognito-guard/core/telemetry';
import { routes } from './routes.ts';

/** JWKS_URI is where a local pool publishes its keys. Leave it out for a real one. Lambda itself sets the function's name. */
const {
  USER_POOL_ID: userPoolId = '',
  CLIENT_ID: clientId = '',
  JWKS_URI: jwksUri,
  AWS_LAMBDA_FUNCTION_NAME: FunctionName,
} = process.env;

// At module scope: made once for each Lambda instance, so that warm requests find keys and verdicts.
const verifier = createVerifier({
  userPoolId,
  clientId,
  tokenUse: 'access',
  ...(jwksUri && { jwksUri }),
  // The deployed alarm on keys_failed watches the metric of this function.
  ...(FunctionName && { onEvent: cloudWatchMetrics({ dimensions: { FunctionName } }) }),
});

// Policies, not simple answers: one policy is right for every route, so that API Gateway can keep it for the token.
export const handler = httpAuthorizer(verifier, { answer: 'iam', routes });
