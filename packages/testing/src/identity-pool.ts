export type { TestIdentityPoolOperation, TestIdentityPoolSession } from './identity-pool/identity-service.ts';
export type { TestIdentityPoolOptions, TestIdentityProvider } from './identity-pool/options.ts';
export { createTestIdentityPool, type TestIdentityPool, type TestIdentityPoolFault } from './identity-pool/pool.ts';
