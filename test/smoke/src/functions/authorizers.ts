/** The ways to answer that the examples do not take. Each has paths of its own: they share one API. */
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

// Not faithful: serverless-offline hands on the first identity source only. Without the route key among them, we refuse
// to give simple answers by route.
export const simple = httpAuthorizer(verifier, { answer: 'simple', policy: 'whole-api', anyGroup: ['admins'] });
