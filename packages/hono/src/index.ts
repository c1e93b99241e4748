export type {
  AuthenticateOptions,
  AuthResult,
  GetAuthOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export { bearer, cookie, query } from '@cognito-guard/core/http';
export { type AuthVariables, authErrorResponse, authenticate, authorize, getAuth } from './middleware.ts';
