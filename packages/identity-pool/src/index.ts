// Credentials

export type {
  CredentialExchange,
  CredentialProvider,
  ExchangeStats,
  IdentityOptions,
  UserOptions,
} from './credential-exchange.ts';
export type { Credentials } from './credentials.ts';
export { createCredentialExchange } from './exchange.ts';
export { loginProviders } from './login.ts';
export type { BasicFlowOptions, ExchangeOptions, WebIdentityClient } from './options.ts';

// Events

export type { ExchangeEvent, ExchangeEventListener } from './events.ts';

// Errors

export { CredentialError, type CredentialErrorCode } from './credential-error.ts';

// Signed requests

export { callerFromEvent, type IdentityPoolCaller } from './caller.ts';
export { type SignedFetch, type SignedFetchOptions, signedFetch } from './signed-fetch.ts';
export { type SignedUrlOptions, signedUrl } from './signed-url.ts';
