import { createVerifier, type EventListener, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { eventually, keyHost, keyStats, manualClock, refusal } from './key-world.ts';

const userPoolId = 'eu-west-1_AbC123xyz';

const events: readonly VerifierEvent[] = [
  { type: 'verified', userPoolId, tokenUse: 'access', cache: 'miss', microseconds: 180 },
  {
    type: 'rejected',
    code: 'token_expired',
    cause: 'The token expired more than clockToleranceSeconds ago.',
    userPoolId,
    microseconds: 40,
  },
  { type: 'keys_refreshed', userPoolId, generation: 2, keys: 2, skipped: 0 },
  { type: 'keys_failed', userPoolId, reason: 'timeout', errorCode: 'ETIMEDOUT', retryAfterSeconds: 1 },
  { type: 'keys_stale', userPoolId, ageSeconds: 700, secondsLeft: 85_700 },
  { type: 'revocation_failed', operation: 'read', reason: 'error', errorName: 'ECONNREFUSED', willRetry: false },
  { type: 'sign_out_failed', step: 'cognito', errorName: 'TooManyRequestsException' },
];

/** Frozen, as listeners receive them. */
export const eventsOfEachType: readonly VerifierEvent[] = events.map((event) => Object.freeze(event));

/** An event of a later version: a new type, and fields that are undefined or not plain values. */
export const eventOfLaterVersion: VerifierEvent = Object.freeze(
  Object.assign({}, events[3], {
    type: 'pool_retired',
    errorCode: 'ENOTFOUND',
    userPoolId: undefined,
    attempts: ['first', 'second'],
    details: { deep: true },
  }),
);

/**
 * Makes a verifier with this listener verify a token, verify it from the cache, refuse one, and fail a fetch.
 *
 * @returns Values that no telemetry may contain: token text, claims, kids, the URL.
 */
export const verifyWith = async (onEvent: EventListener): Promise<{ readonly secrets: readonly string[] }> => {
  const pool = await createTestPool();
  const clock = manualClock();
  const host = keyHost(pool.jwks());
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    clock: clock.read,
    keys: { fetch: host.fetch },
    onEvent,
  });
  const access = pool.accessToken({ username: 'alice-of-the-claims' });
  const id = pool.idToken();
  await verifier.verify(access);
  await verifier.verify(access);
  await refusal(verifier.verify(id));
  host.fail(500);
  clock.advance(700);
  await verifier.verify(access);
  await eventually(() => {
    if (keyStats(verifier).failures === 0) throw new Error('The fetch of keys has not failed yet.');
  });
  const { keys, subject, clientId } = pool;
  const segments = [access, id].flatMap((token) => token.split('.'));
  return { secrets: [...segments, keys.access.kid, keys.id.kid, subject, clientId, 'alice-of-the-claims', '://'] };
};
