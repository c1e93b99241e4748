import type { Grant } from './grant.ts';
import type { LocalPool } from './local-pool.ts';

/** Ends a sign-in: its refresh tokens and, where a revocation store is given, its other tokens. */
export const revokeSignIn = async ({ refreshTokens, config }: LocalPool, grant: Grant): Promise<void> => {
  const { revocation, userPoolId } = config;
  refreshTokens.revoke(grant);
  await revocation?.revokeSession({ userPoolId, originJti: grant.originJti });
};
