/** Checked by `tsc -p tsconfig.test.json` and never run: a claim of the verifier's schema has its type at the route. */

import type { AuthOf } from '@cognito-guard/core';
import { createVerifier, type StandardSchema } from '@cognito-guard/core';
import { Authenticate, Authorize, CognitoGuardModule, CurrentAuth } from '@cognito-guard/nest';
import { Controller, Get } from '@nestjs/common';

declare const claims: StandardSchema<unknown, { readonly tenant: string }>;
const verifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'access', claims });

type ApiAuth = AuthOf<typeof verifier>;

@Controller('me')
@Authenticate()
export class MeController {
  @Get()
  @Authorize<ApiAuth>({ check: (auth) => auth.custom.tenant === 'acme' })
  me(@CurrentAuth({ verifier }) auth: ApiAuth) {
    const tenant: string = auth.custom.tenant;
    // @ts-expect-error the schema makes tenant a string
    const wrong: number = auth.custom.tenant;
    return [tenant, wrong];
  }
}
CognitoGuardModule.forRoot({ verifier });
