/** Starts the server with a real user pool: `USER_POOL_ID=… CLIENT_ID=… RESOURCE=https://… npm run serve`. */
import { createVerifier } from '@cognito-guard/core';
import { createApp } from './app.ts';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', PORT: port = '3000' } = process.env;
const { RESOURCE: resource = `http://127.0.0.1:${port}/mcp` } = process.env;

// The audience excludes tokens for other servers (RFC 8707).
const verifier = createVerifier({ userPoolId, clientId, tokenUse: 'access', audience: resource });
const [region] = userPoolId.split('_');
const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;

createApp(verifier, resource, issuer).listen(Number(port), () => console.log(`Listening at ${resource}.`));
