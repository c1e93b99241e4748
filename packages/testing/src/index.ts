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

// The contract of adapters

export { contractCases } from './contract/cases.ts';
export { type ParsedChallenge, parseChallenge } from './contract/challenge.ts';
export { type ContractReply, checkAnswer } from './contract/check-answer.ts';
export {
  type ContractAnswer,
  type ContractCase,
  type ContractChallenge,
  type ContractRequest,
  type ContractWorld,
  createContractWorld,
} from './contract/contract.ts';
export { contractOutageCases } from './contract/outage-cases.ts';
export {
  type ContractAuthentication,
  type ContractRoute,
  type ContractTokenSource,
  contractRoutes,
} from './contract/routes.ts';
export { runContractCase } from './contract/run-case.ts';
export { sendRaw } from './contract/send-raw.ts';

// The contract of revocation stores

export { revocationStoreCases } from './revocation-store/cases.ts';
export { openProxy, type TestProxy } from './revocation-store/proxy.ts';
export {
  lastingStoreCases,
  remoteStoreCases,
  silentStoreCases,
  visibleStoreCases,
} from './revocation-store/service-cases.ts';
export { measureSilence, type SilenceOptions, type SilenceReport } from './revocation-store/silence.ts';
export type {
  LastingStoreWorld,
  RemoteStoreWorld,
  RevocationStoreCase,
  RevocationStoreWorld,
  SilentStoreWorld,
  TestedRevocationStore,
  TestIdentity,
  VisibleStoreWorld,
} from './revocation-store/world.ts';

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
