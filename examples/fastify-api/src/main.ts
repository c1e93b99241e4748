/** Starts the API with a real user pool: `USER_POOL_ID=… CLIENT_ID=… npm run serve`. */
import { createVerifier } from '@cognito-guard/core';
import { createApp } from './app.ts';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', PORT: port = '3000' } = process.env;
const app = createApp(createVerifier({ userPoolId, clientId, tokenUse: 'access' }));

console.log(`Listening at ${await app.listen({ port: Number(port) })}.`);
