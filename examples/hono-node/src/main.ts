/** Starts the API with a real user pool: `USER_POOL_ID=… CLIENT_ID=… npm run serve`. */
import { createVerifier } from '@cognito-guard/core';
import { createApp } from './app.ts';
import { serveApp } from './serve.ts';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', PORT: port = '3000' } = process.env;
const app = createApp(createVerifier({ userPoolId, clientId, tokenUse: 'access' }));

await serveApp(app, Number(port));
console.log(`Listening on port ${port}.`);
