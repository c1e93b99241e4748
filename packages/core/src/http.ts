export { type AuthenticateOptions, type AuthResult, AuthStore, type GetAuthOptions } from './authenticator.ts';
export { CompiledRequirements, compileRequirements, type Requirements } from './requirements.ts';
export {
  bearer,
  cookie,
  type HttpRequest,
  query,
  queryOfUrl,
  readToken,
  type TokenSource,
} from './token-source.ts';
