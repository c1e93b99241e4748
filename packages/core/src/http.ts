export { albAccessToken } from './alb-access-token.ts';
export { type AuthResult, AuthStore, type GetAuthOptions } from './auth-store.ts';
export { type AuthenticateOptions, readTokenSources } from './authenticate-options.ts';
export { didYouMean } from './did-you-mean.ts';
export { type McpAuthInfo, type McpCaller, toMcpAuthInfo } from './mcp-auth-info.ts';
export {
  fail,
  readCapable,
  readCount,
  readFunction,
  readNumber,
  readObject,
  readOptional,
  readRequired,
} from './option-values.ts';
export {
  type MetadataAnswer,
  type ProtectedResource,
  type ProtectedResourceOptions,
  protectedResource,
} from './protected-resource.ts';
export { CompiledRequirements, compileRequirements, type Grants, type Requirements } from './requirements.ts';
export {
  bearer,
  cookie,
  type HttpRequest,
  query,
  queryOfUrl,
  readToken,
  type TokenSource,
} from './token-source.ts';
