import { ConfigurableModuleBuilder, type ConfigurableModuleCls, type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AuthErrorFilter } from './exception.ts';
import { COGNITO_GUARD_OPTIONS, COGNITO_GUARD_VERIFIER, CognitoGuard, type CognitoGuardOptions } from './guard.ts';

/** Options of the module itself, for `forRoot` and `forRootAsync`. */
export interface CognitoGuardModuleExtras {
  /** True guards every HTTP route except `@Public()` ones; false only routes with a decorator or `@UseGuards`. Default true. */
  readonly guardAllRoutes: boolean;
}

const withAppProviders = (definition: DynamicModule, { guardAllRoutes }: CognitoGuardModuleExtras): DynamicModule => ({
  ...definition,
  global: true,
  providers: [
    ...(definition.providers ?? []),
    CognitoGuard,
    {
      provide: COGNITO_GUARD_VERIFIER,
      inject: [COGNITO_GUARD_OPTIONS],
      // Options that are not an object are CognitoGuard's error, which names them.
      useFactory: (options: CognitoGuardOptions | undefined) => options?.verifier,
    },
    { provide: APP_FILTER, useClass: AuthErrorFilter },
    ...(guardAllRoutes ? [{ provide: APP_GUARD, useExisting: CognitoGuard }] : []),
  ],
  exports: [CognitoGuard, COGNITO_GUARD_OPTIONS, COGNITO_GUARD_VERIFIER],
});

type Base = ConfigurableModuleCls<CognitoGuardOptions, 'forRoot', 'create', CognitoGuardModuleExtras>;
const ConfigurableModule: Base = new ConfigurableModuleBuilder<CognitoGuardOptions>({
  optionsInjectionToken: COGNITO_GUARD_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<CognitoGuardModuleExtras>({ guardAllRoutes: true }, withAppProviders)
  .build().ConfigurableModuleClass;

/**
 * Guards an application: `forRoot(options)`, or `forRootAsync({ inject, useFactory })` if the options depend on other
 * providers. Every HTTP route needs a token unless it is `@Public()`. The module is global; import it once, at the root.
 *
 * Options are {@link CognitoGuardOptions}, and `guardAllRoutes` (default true) next to `useFactory`. An invalid option is
 * a TypeError at startup.
 *
 * @example
 * ```ts
 * import { CognitoGuardModule } from '@cognito-guard/nest';
 * import { Module } from '@nestjs/common';
 *
 * @Module({ imports: [CognitoGuardModule.forRoot({ verifier })] })
 * export class AppModule {}
 * ```
 */
export class CognitoGuardModule extends ConfigurableModule {}

Module({})(CognitoGuardModule);
