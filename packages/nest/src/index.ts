export type {
  AuthenticateOptions,
  AuthSignalOptions,
  GetAuthOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export { albAccessToken, authSignal, bearer, cookie, query } from '@cognito-guard/core/http';
export { type AccessDecorator, Authenticate, Authorize, CurrentAuth, Public } from './decorators.ts';
export { AuthErrorFilter } from './exception.ts';
export { COGNITO_GUARD_OPTIONS, COGNITO_GUARD_VERIFIER, CognitoGuard, type CognitoGuardOptions } from './guard.ts';
export { CognitoGuardModule, type CognitoGuardModuleExtras } from './module.ts';
