/** Checked by `tsc -p tsconfig.test.json` and never run: what the decorators and the module take. */
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
// @ts-expect-error without the kind of token, a claim of one kind is not known
Authorize({ check: (auth) => auth.claims.client_id.length > 0 });
// @ts-expect-error a list, also for one
Authorize({ allScopes: 'orders/read' });
// @ts-expect-error there is no such option
Authenticate({ optinal: true });
// @ts-expect-error there is no such option
CurrentAuth({ required: true });

same<ReturnType<typeof CognitoGuardModule.forRoot>, DynamicModule>(true);
CognitoGuardModule.forRoot({ verifier: access });
CognitoGuardModule.forRoot({ verifier: id, token: cookie('session'), guardAllRoutes: false });
CognitoGuardModule.forRootAsync({
  guardAllRoutes: false,
  useFactory: async (): Promise<CognitoGuardOptions> => ({ verifier: access }),
});
// @ts-expect-error a guard needs its verifier
CognitoGuardModule.forRoot({ optional: true });
// @ts-expect-error the factory returns options
CognitoGuardModule.forRootAsync({ useFactory: () => access });
new CognitoWsAdapter(app, { token: cookie('session') });

/** As users write it. */
export class Orders {
  @Authorize({ anyGroup: ['admins'] })
  list(@CurrentAuth() auth: AccessAuth, @CurrentAuth({ optional: true }) perhaps: Auth | null): unknown[] {
    return [auth.claims.client_id, perhaps?.subject];
  }
}
