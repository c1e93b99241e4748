export type {
  AmplifyCookieOptions,
  AuthenticateOptions,
  AuthResult,
  CookieOptions,
  GetAuthOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export {
  albAccessToken,
  amplifyCookie,
  bearer,
  cookie,
  query,
  webSocketProtocol,
} from '@cognito-guard/core/http';
export type { AuthorizedCaller, AuthorizerContextOptions } from '@cognito-guard/core/lambda';
export {
  type AuthContext,
  type Authenticate,
  authenticate,
  authorize,
  getAuth,
} from './middleware.ts';
