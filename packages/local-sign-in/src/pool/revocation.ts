import { type RevocationEventName, revocationEvents, revocationHandler } from '@cognito-guard/core/revocation';
import { cognitoCallEvent, lambdaContext } from '@cognito-guard/testing/lambda-events';
import type { Config } from '../options/local-sign-in-options.ts';
import type { Grant } from './grant.ts';
import type { LocalPool } from './local-pool.ts';
import type { User } from './users.ts';

/** Reports a call to the revocation store. */
export type CallRecorder = (call: RevocationEventName, user: Pick<User, 'sub'>) => Promise<void>;

/**
 * Makes the recorder of a pool. Where the pool has a revocation store, it passes an EventBridge event with CloudTrail's
 * record of the call to `revocationHandler`, as an AWS account with a trail does, minutes later.
 *
 * @returns A function that resolves when the store is written, and rejects where the store fails.
 */
export const callRecorder = ({
  revocation,
  userPoolId,
  clock,
}: Pick<Config, 'revocation' | 'userPoolId' | 'clock'>): CallRecorder => {
  if (revocation === undefined) return async () => undefined;
  const handle = revocationHandler(revocation, { userPoolIds: userPoolId, events: revocationEvents });
  return async (call, { sub }) => {
    await handle(cognitoCallEvent(call, { userPoolId, sub, calledAt: clock() }), lambdaContext());
  };
};

/** Ends a sign-in: its refresh tokens and, where a revocation store is given, its other tokens. */
export const revokeSignIn = async ({ refreshTokens, config }: LocalPool, grant: Grant): Promise<void> => {
  const { revocation, userPoolId } = config;
  refreshTokens.revoke(grant);
  await revocation?.revokeSession({ userPoolId, originJti: grant.originJti });
};

/** Ends every sign-in of a user, as a call of the user pool API does. */
export const signOutUser = async (
  { refreshTokens, recordCall }: LocalPool,
  call: RevocationEventName,
  user: User,
): Promise<void> => {
  for (const grant of refreshTokens.grantsOf(user.username)) refreshTokens.revoke(grant);
  await recordCall(call, user);
};
