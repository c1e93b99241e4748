/** The conformance app of the Express adapter with the packed packages. Argument: Express's major version. */
import { createVerifier } from '@cognito-guard/core';
import { conformanceApp, expressVersions, serve } from '../../../packages/express/test/support/conformance-app.ts';

const { USER_POOL_ID: userPoolId = '', CLIENT_ID: clientId = '', JWKS_URI: jwksUri = '' } = process.env;
const [, express] = expressVersions.find(([name]) => name === `Express ${process.argv[2]}`) ?? expressVersions[0];
const verifier = createVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' });
console.log((await serve(conformanceApp(express, verifier))).origin);
