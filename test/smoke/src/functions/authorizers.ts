/** Authorizer settings that the examples do not use. Each has its own paths, because they share one API. */
import { httpAuthorizer, restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', JWKS_URI: jwksUri = '' } = process.env;
const verifier = createVerifier({ userPoolId, clientId, tokenUse: 'access', jwksUri });

const routesBelow = (prefix: string) =>
  [
    { method: 'GET', path: `${prefix}/profile` },
    { method: 'DELETE', path: `${prefix}/orders/{id}`, anyGroup: ['admins'] },
  ] as const;

export const token = restAuthorizer(verifier, { routes: routesBelow('/token') });
export const payload1 = httpAuthorizer(verifier, { routes: routesBelow('/payload1') });

// Different from API Gateway: serverless-offline passes only the first identity source. Simple answers by route require
// the route key as an identity source.
export const simple = httpAuthorizer(verifier, { answer: 'simple', policy: 'whole-api', anyGroup: ['admins'] });
