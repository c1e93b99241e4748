/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { authenticate, getAuth } from '@cognito-guard/express';
import express from 'express';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

const app = express();
app.get('/me', authenticate(verifier), (req, res) => {
  const tenant: string = getAuth(req, { verifier }).custom.tenant;
  // @ts-expect-error the schema makes tenant a string
  const wrong: number = getAuth(req, { verifier }).custom.tenant;
  // @ts-expect-error without the verifier, the claims are unknown
  getAuth(req).custom.tenant;
  res.json([tenant, wrong]);
});
