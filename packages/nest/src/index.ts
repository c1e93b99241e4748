export type {
  AmplifyCookieOptions,
  AuthenticateOptions,
  AuthSignalOptions,
  CookieOptions,
  GetAuthOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export {
  albAccessToken,
  amplifyCookie,
  authSignal,
  bearer,
  cookie,
  query,
  webSocketProtocol,
} from '@cognito-guard/core/http';
export { type AccessDecorator, Authenticate, Authorize, CurrentAuth, Public } from './decorators.ts';
export { AuthErrorFilter } from './exception.ts';
export { COGNITO_GUARD_OPTIONS, COGNITO_GUARD_VERIFIER, CognitoGuard, type CognitoGuardOptions } from './guard.ts';
export { CognitoGuardModule, type CognitoGuardModuleExtras } from './module.ts';
