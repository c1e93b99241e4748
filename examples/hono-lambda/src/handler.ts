/** The function to deploy, with USER_POOL_ID and CLIENT_ID in its environment. */
import { createVerifier } from '@cognito-guard/core';
import { handle } from 'hono/aws-lambda';
import { createApp } from './app.ts';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '' } = process.env;

// At module scope: one verifier per Lambda instance, so that warm requests use its cached keys and verdicts.
const verifier = createVerifier({ userPoolId, clientId, tokenUse: 'access' });

export const handler = handle(createApp(verifier));
