// Credentials

export {
  type CredentialExchange,
  type CredentialProvider,
  type Credentials,
  createCredentialExchange,
  type UserOptions,
} from './exchange.ts';
export { loginProviders } from './login.ts';
export type { BasicFlowOptions, ExchangeOptions, WebIdentityClient } from './options.ts';

// Refusals

export { CredentialError, type CredentialErrorCode } from './credential-error.ts';

// Signed requests

export { callerFromEvent, type IdentityPoolCaller } from './caller.ts';
export { type SignedFetch, type SignedFetchOptions, signedFetch } from './signed-fetch.ts';
