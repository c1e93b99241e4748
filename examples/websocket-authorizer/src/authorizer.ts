/** The authorizer to deploy, with USER_POOL_ID and CLIENT_ID in its environment. */
import { webSocketAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { cloudWatchMetrics } from '@cognito-guard/core/telemetry';

/** JWKS_URI is the key set of a local pool; omit it for a real one. Lambda sets the function's name. */
const {
  USER_POOL_ID: userPoolId = '',
  CLIENT_ID: clientId = '',
  JWKS_URI: jwksUri,
  AWS_LAMBDA_FUNCTION_NAME: FunctionName,
} = process.env;

// At module scope: one verifier per Lambda instance, so that warm requests use its cached keys and verdicts.
const verifier = createVerifier({
  userPoolId,
  clientId,
  tokenUse: 'access',
  ...(jwksUri && { jwksUri }),
  // The alarm on keys_failed watches this function's metric.
  ...(FunctionName && { onEvent: cloudWatchMetrics({ dimensions: { FunctionName } }) }),
});

// Browsers send the token by new WebSocket(url, ['bearer', accessToken]).
export const handler = webSocketAuthorizer(verifier, { anyGroup: ['traders'] });
