export { AuthError, type AuthErrorOptions } from './errors/auth-error.ts';
export type { ChallengeParameters } from './errors/challenge.ts';
export type { AuthErrorCode } from './errors/codes.ts';
export type { KeyFailure } from './errors/key-failure.ts';
export type { EventListener, VerifierEvent } from './events.ts';
export type { JsonWebKeySet } from './keys/jwks.ts';
export type { KeySetStats } from './keys/key-set-report.ts';
export type { KeyOptions } from './keys/options.ts';
export type { FetchFunction } from './lib/http-get.ts';
export type { StandardSchema } from './lib/standard-schema.ts';
export type { WaitUntil } from './lib/wait-until.ts';
export type { PoolOptions } from './pools/options.ts';
export type { RevocationOptions } from './revocation/options.ts';
export type {
  ClientRevocation,
  PoolRevocation,
  RevocationStore,
  SessionRevocation,
  TokenIdentity,
  TokenRevocation,
  UserRevocation,
} from './revocation/store.ts';
export type { AccessAuth, Auth, IdAuth, MachineAccessAuth, UserAccessAuth } from './token/auth.ts';
export type { CommonClaims, IdClaims, MachineAccessClaims, TokenUse, UserAccessClaims } from './token/claims.ts';
export type { Requirements } from './token/requirement-options.ts';
export type { CompiledRequirements } from './token/requirements.ts';
export type { Confirmation, ConfirmationRequest } from './verifier/confirmation.ts';
export { createVerifier } from './verifier/create-verifier.ts';
export type {
  CacheOptions,
  OnePoolOptions,
  ResolvedPoolsOptions,
  ResolvePool,
  SeveralPoolsOptions,
  SharedOptions,
  VerifierOptions,
} from './verifier/options.ts';
export type { AuthOf, PoolStats, Verifier, VerifierStats, VerifyOptions } from './verifier/verifier.ts';
