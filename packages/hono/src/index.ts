export type {
  AmplifyCookieOptions,
  AuthenticateOptions,
  AuthResult,
  AuthSignalOptions,
  CookieOptions,
  GetAuthOptions,
  McpAuthInfo,
  McpAuthInfoOptions,
  McpCaller,
  McpTokenVerifier,
  ProtectedResourceOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export {
  albAccessToken,
  amplifyCookie,
  authSignal,
  bearer,
  cookie,
  mcpTokenVerifier,
  query,
  toMcpAuthInfo,
  webSocketProtocol,
} from '@cognito-guard/core/http';
export { protectedResourceMetadata } from './metadata.ts';
export { type AuthVariables, authErrorResponse, authenticate, authorize, getAuth } from './middleware.ts';
export { signOutHandler } from './sign-out.ts';
