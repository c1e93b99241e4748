/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { authenticate, getAuth } from '@cognito-guard/middy';
import middy from '@middy/core';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

middy()
  .use(authenticate(verifier))
  .handler(async (_event, context) => {
    const tenant: string = context.auth.custom.tenant;
    // @ts-expect-error the schema makes tenant a string
    const wrong: number = context.auth.custom.tenant;
    return [tenant, wrong, getAuth(context, { verifier }).custom.tenant];
  });
