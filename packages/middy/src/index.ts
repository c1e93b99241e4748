export type {
  AuthenticateOptions,
  AuthResult,
  GetAuthOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export { bearer, cookie, query } from '@cognito-guard/core/http';
export type { AuthorizedCaller, AuthorizerContextOptions } from '@cognito-guard/core/lambda';
export { albAccessToken } from './alb-access-token.ts';
export {
  type AuthContext,
  type Authenticate,
  authenticate,
  authorize,
  getAuth,
} from './middleware.ts';
