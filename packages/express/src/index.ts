export type {
  AuthenticateOptions,
  AuthResult,
  GetAuthOptions,
  McpAuthInfo,
  McpCaller,
  ProtectedResourceOptions,
  Requirements,
  TokenSource,
} from '@cognito-guard/core/http';
export { bearer, cookie, query, toMcpAuthInfo } from '@cognito-guard/core/http';
export { protectedResourceMetadata } from './metadata.ts';
export { authenticate, authorize, type GuardHandler, getAuth } from './middleware.ts';
