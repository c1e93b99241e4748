/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */

import type { AuthOf } from '@cognito-guard/core';
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { type AuthVariables, authenticate, authorize, getAuth } from '@cognito-guard/hono';
import { Hono } from 'hono';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

new Hono().get(
  '/me',
  authenticate(verifier),
  authorize<AuthOf<typeof verifier>>({ check: (auth) => auth.custom.tenant === 'acme' }),
  (c) => {
    const tenant: string = c.var.auth.custom.tenant;
    // @ts-expect-error the schema makes tenant a string
    const wrong: number = c.var.auth.custom.tenant;
    return c.json([tenant, wrong, getAuth(c, { verifier }).custom.tenant]);
  },
);
new Hono().get(
  '/by-request',
  authenticate(() => verifier, { optional: true }),
  (c) => {
    // @ts-expect-error an anonymous request has no claims
    c.var.auth.custom;
    return c.text(c.var.auth?.custom.tenant ?? 'anonymous');
  },
);
new Hono<{ Variables: AuthVariables<'access', false, { tenant: string }> }>()
  .use(authenticate(verifier))
  .get('/declared', (c) => c.text(c.var.auth.custom.tenant));
