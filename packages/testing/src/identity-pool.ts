export type { TestIdentityPoolOperation, TestIdentityPoolSession } from './identity-pool/answers.ts';
export {
  createTestIdentityPool,
  type TestIdentityPool,
  type TestIdentityPoolFault,
  type TestIdentityPoolOptions,
} from './identity-pool/pool.ts';
