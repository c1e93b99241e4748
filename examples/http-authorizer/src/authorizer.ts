/** The authorizer to deploy, with USER_POOL_ID and CLIENT_ID in its environment. */
import { httpAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { routes } from './routes.ts';

/** JWKS_URI is where a local pool publishes its keys. Leave it out for a real one. */
const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', JWKS_URI: jwksUri } = process.env;

// At module scope: made once for each Lambda instance, so that warm requests find keys and verdicts.
const verifier = createVerifier({ userPoolId, clientId, tokenUse: 'access', ...(jwksUri && { jwksUri }) });

// Policies, not simple answers: one policy is right for every route, so that API Gateway can keep it for the token.
export const handler = httpAuthorizer(verifier, { answer: 'iam', routes });
