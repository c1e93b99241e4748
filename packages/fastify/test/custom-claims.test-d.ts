/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { authenticate, getAuth } from '@cognito-guard/fastify';
import Fastify from 'fastify';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

const app = Fastify();
app.get('/me', { onRequest: authenticate(verifier) }, async (request) => {
  const tenant: string = getAuth(request, { verifier }).custom.tenant;
  // @ts-expect-error the schema makes tenant a string
  const wrong: number = getAuth(request, { verifier }).custom.tenant;
  // @ts-expect-error without the verifier, the claims are unknown
  getAuth(request).custom.tenant;
  return [tenant, wrong];
});
