export type { BrowserState, SignedIn, SignInOptions } from './fixtures.ts';
export { createLocalSignIn, type LocalSignIn, type LocalVerifierOptions } from './local-sign-in.ts';
export type { AuthFlow } from './options/auth-flows.ts';
export type { ClientOptions, GrantType } from './options/client-options.ts';
export type { IdentityPoolOptions } from './options/identity-pool-options.ts';
export type { LocalSignInOptions } from './options/local-sign-in-options.ts';
export type { ProviderOptions, ProviderType, ProviderUserOptions } from './options/provider-options.ts';
export type { ResourceServerOptions } from './options/resource-server-options.ts';
export type {
  PreTokenGenerationOptions,
  PreTokenGenerationVersion,
  TriggerOptions,
} from './options/trigger-options.ts';
export type { IdentityOptions, MfaMethod, MfaOptions, UserOptions } from './options/user-options.ts';
export type { CodeListener, CodePurpose, SentCode } from './pool/one-time-codes.ts';
export type { RefusalListener, RefusedRequest } from './pool/refusals.ts';
export type {
  ChallengeResult,
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  PostAuthenticationEvent,
  PostConfirmationEvent,
  PreAuthenticationEvent,
  PreSignUpEvent,
  TextMap,
  TokenGenerationSource,
  TriggerEvent,
  TriggerHandler,
  UserMigrationEvent,
  VerifyAuthChallengeResponseEvent,
  VersionedTriggerHandler,
} from './triggers/events.ts';
