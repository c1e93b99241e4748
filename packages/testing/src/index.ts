// The pool

export {
  createTestPool,
  type SignInTokens,
  type TestPool,
  type TestPoolOptions,
  type TestPoolVerifierOptions,
} from './pool.ts';
export type {
  AccessTokenOptions,
  IdTokenOptions,
  MachineTokenOptions,
  SignInOptions,
  SignOptions,
  TokenOptions,
  UserTokenOptions,
} from './token-options.ts';
export type { UserPoolNames } from './user-pool.ts';

// Keys

export type { SigningKeys } from './key-ring.ts';
export { createTestKey, type Jwk, type Jwks, type TestJwk, type TestKey } from './keys.ts';

// Key endpoints and their faults

export type { KeyEndpointFault } from './endpoint-faults.ts';
export type { FetchFault } from './fake-fetch.ts';

// Tokens, read and forged

export {
  breakSignature,
  hmacWithPublicKey,
  respell,
  tamperHeader,
  tamperPayload,
  unsignedToken,
} from './forgery.ts';
export { type DecodedToken, decodeToken, type SegmentContent } from './jws.ts';
export type { KeyEndpoint, ListenOptions } from './key-endpoint.ts';

export {
  createTestLoadBalancer,
  type SignInOverrides,
  type TestLoadBalancer,
  type TestLoadBalancerOptions,
} from './load-balancer.ts';
