/** The authorizer to deploy, with USER_POOL_ID and CLIENT_ID in its environment. */
import { webSocketAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { cloudWatchMetrics } from '@cognito-guard/core/telemetry';

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

// Browsers send the token so: new WebSocket(url, ['bearer', accessToken]).
export const handler = webSocketAuthorizer(verifier, { anyGroup: ['traders'] });
