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
export { authenticate, authorize, type GuardHook, getAuth } from './hooks.ts';
export { protectedResourceMetadata } from './metadata.ts';
export { type CognitoGuardOptions, cognitoGuard } from './plugin.ts';
export { signOutHandler } from './sign-out.ts';
