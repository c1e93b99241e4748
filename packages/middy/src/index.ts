export type {
  AuthenticateOptions,
  AuthResult,
  GetAuthOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export { albAccessToken, bearer, cookie, query } from '@cognito-guard/core/http';
export type { AuthorizedCaller, AuthorizerContextOptions } from '@cognito-guard/core/lambda';
export {
  type AuthContext,
  type Authenticate,
  authenticate,
  authorize,
  getAuth,
} from './middleware.ts';
