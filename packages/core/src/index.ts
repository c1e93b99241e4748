export type { AccessAuth, Auth, IdAuth, MachineAccessAuth, UserAccessAuth } from './auth.ts';
export type { CommonClaims, IdClaims, MachineAccessClaims, TokenUse, UserAccessClaims } from './claims.ts';
export { AuthError, type AuthErrorCode, type AuthErrorOptions, type ChallengeParameters } from './errors.ts';
export type { EventListener, VerifierEvent } from './events.ts';
export type { FetchFunction } from './http-get.ts';
export type { JsonWebKeySet } from './jwks.ts';
export type { KeyFailure } from './key-failure.ts';
export type { KeyOptions } from './key-options.ts';
export type { KeySetStats } from './keys.ts';
export type {
  CacheOptions,
  OnePoolOptions,
  ResolvedPoolsOptions,
  ResolvePool,
  SeveralPoolsOptions,
  SharedOptions,
  VerifierOptions,
} from './options.ts';
export type { PoolOptions } from './pool-options.ts';
export type { CompiledRequirements, Requirements } from './requirements.ts';
export type { RevocationOptions } from './revocation-options.ts';
export type {
  ClientRevocation,
  PoolRevocation,
  RevocationStore,
  SessionRevocation,
  TokenIdentity,
  TokenRevocation,
  UserRevocation,
} from './revocation-store.ts';
export { createVerifier, type PoolStats, type Verifier, type VerifierStats, type VerifyOptions } from './verifier.ts';
export type { WaitUntil } from './wait-until.ts';
