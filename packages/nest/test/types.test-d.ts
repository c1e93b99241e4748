/** Type tests of the decorators and the module. `tsc -p tsconfig.test.json` checks this file; it never runs. */
import type { AccessAuth, Auth, Verifier } from '@cognito-guard/core';
import {
  type AccessDecorator,
  Authenticate,
  Authorize,
  CognitoGuardModule,
  type CognitoGuardOptions,
  CurrentAuth,
  cookie,
  type Public,
} from '@cognito-guard/nest';
import { CognitoWsAdapter } from '@cognito-guard/nest/ws';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { same } from './support/types.ts';

declare const access: Verifier<'access'>;
declare const id: Verifier<'id'>;
declare const app: INestApplication;

same<ReturnType<typeof Public>, AccessDecorator>(true);
same<ReturnType<typeof Authorize>, AccessDecorator>(true);
same<ReturnType<typeof CurrentAuth>, ParameterDecorator>(true);
Authenticate({ optional: true, realm: 'orders', token: cookie('session') });
Authorize({ allScopes: ['orders/read'], anyGroup: ['admins'] });
CurrentAuth({ verifier: access, optional: true });
Authorize<AccessAuth>({ check: (auth) => auth.claims.client_id === 'web' });
// @ts-expect-error without the token's type, a claim of one type is unknown
Authorize({ check: (auth) => auth.claims.client_id.length > 0 });
// @ts-expect-error a list, even for one group
Authorize({ allScopes: 'orders/read' });
// @ts-expect-error the option does not exist
Authenticate({ optinal: true });
// @ts-expect-error the option does not exist
CurrentAuth({ required: true });

same<ReturnType<typeof CognitoGuardModule.forRoot>, DynamicModule>(true);
CognitoGuardModule.forRoot({ verifier: access });
CognitoGuardModule.forRoot({ verifier: id, token: cookie('session'), guardAllRoutes: false });
CognitoGuardModule.forRootAsync({
  guardAllRoutes: false,
  useFactory: async (): Promise<CognitoGuardOptions> => ({ verifier: access }),
});
// @ts-expect-error verifier is required
CognitoGuardModule.forRoot({ optional: true });
// @ts-expect-error the factory returns options
CognitoGuardModule.forRootAsync({ useFactory: () => access });
new CognitoWsAdapter(app, { token: cookie('session') });

/** A user's controller. */
export class Orders {
  @Authorize({ anyGroup: ['admins'] })
  list(@CurrentAuth() auth: AccessAuth, @CurrentAuth({ optional: true }) perhaps: Auth | null): unknown[] {
    return [auth.claims.client_id, perhaps?.subject];
  }
}
