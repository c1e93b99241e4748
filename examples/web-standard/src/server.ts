/** The API in front of a real user pool, as the module that `bun`, `deno serve` and Workers run. */
import { createVerifier } from '@cognito-guard/core';
import { createApp } from './app.ts';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '' } = process.env;

export default { fetch: createApp(createVerifier({ userPoolId, clientId, tokenUse: 'access' })) };
