export { albAccessToken } from './http/alb-access-token.ts';
export { type AmplifyCookieOptions, amplifyCookie } from './http/amplify-cookie.ts';
export { type AuthSignalOptions, authSignal } from './http/auth-signal.ts';
export { type AuthResult, AuthStore, type GetAuthOptions } from './http/auth-store.ts';
export { type AuthenticatedRequest, authenticateRequest, readVerifier } from './http/authenticate-request.ts';
export { cookie } from './http/cookie.ts';
export type { CookieOptions } from './http/cross-site.ts';
export { type McpAuthInfo, type McpAuthInfoOptions, type McpCaller, toMcpAuthInfo } from './http/mcp-auth-info.ts';
export { type McpTokenVerifier, mcpTokenVerifier } from './http/mcp-token-verifier.ts';
export { type NodeRequest, readNodeRequest } from './http/node-request.ts';
export type { AuthenticateOptions, AuthenticateSettings } from './http/options.ts';
export {
  type MetadataAnswer,
  type ProtectedResource,
  type ProtectedResourceOptions,
  protectedResource,
} from './http/protected-resource.ts';
export {
  bearer,
  type HttpRequest,
  query,
  queryOfUrl,
  readToken,
  type TokenSource,
} from './http/token-source.ts';
export { webSocketProtocol } from './http/web-socket-protocol.ts';
export type { Grants, Requirements } from './token/requirement-options.ts';
export { CompiledRequirements, compileRequirements } from './token/requirements.ts';
