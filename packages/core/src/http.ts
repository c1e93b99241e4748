export { type AuthResult, AuthStore, type GetAuthOptions } from './auth-store.ts';
export type { AuthenticateOptions } from './authenticate-options.ts';
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
