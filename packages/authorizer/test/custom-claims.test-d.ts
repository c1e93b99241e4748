/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */

import {
  appSyncAuthorizer,
  appSyncEventsAuthorizer,
  httpAuthorizer,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import type { AuthOf } from '@cognito-guard/core';
import { createVerifier, type StandardSchema } from '@cognito-guard/core';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

type ApiAuth = AuthOf<typeof verifier>;
const check = (auth: ApiAuth): boolean => auth.custom.tenant === 'acme';
const context = (auth: ApiAuth) => ({ tenant: auth.custom.tenant });

restAuthorizer(verifier, { routes: [{ method: 'GET', path: '/me', check }], context });
httpAuthorizer(verifier, { routes: [{ method: 'GET', path: '/me', check }], context });
webSocketAuthorizer(verifier, { check, context });
appSyncAuthorizer(verifier, { check, fields: [{ type: 'Query', field: 'orders', check }], context });
appSyncEventsAuthorizer(verifier, { channels: [{ operation: 'subscribe', channel: '/chat/*', check }], context });
restAuthorizer(verifier, {
  policy: 'whole-api',
  // @ts-expect-error the schema makes tenant a string
  check: (auth) => auth.custom.tenant === 1,
});
httpAuthorizer(verifier, {
  policy: 'whole-api',
  answer: 'simple',
  // @ts-expect-error the schema knows no such claim
  context: (auth) => ({ tenant: auth.custom.tenants }),
});
