// The pool

export type {
  AccessTokenOptions,
  IdTokenOptions,
  MachineTokenOptions,
  SignInOptions,
  SignOptions,
  TokenOptions,
  UserTokenOptions,
} from './tokens/token-options.ts';
export type { UserPoolNames } from './user-pool/names.ts';
export {
  createTestPool,
  type SignInTokens,
  type TestPool,
  type TestPoolOptions,
  type TestPoolVerifierOptions,
} from './user-pool/pool.ts';

// Keys

export { createTestKey, type Jwk, type Jwks, type TestJwk, type TestKey } from './keys/key.ts';
export type { SigningKeys } from './keys/key-ring.ts';

// Key endpoints and their faults

export type { KeyEndpointFault } from './keys/endpoint-faults.ts';
export type { FetchFault } from './keys/fake-fetch.ts';

// Tokens, read and forged

export type { KeyEndpoint, ListenOptions } from './keys/key-endpoint.ts';
export {
  createTestLoadBalancer,
  type SignInOverrides,
  type TestLoadBalancer,
  type TestLoadBalancerOptions,
} from './load-balancer.ts';
export {
  breakSignature,
  hmacWithPublicKey,
  respell,
  tamperHeader,
  tamperPayload,
  unsignedToken,
} from './tokens/forgery.ts';
export { type DecodedToken, decodeToken, type SegmentContent } from './tokens/jws.ts';
