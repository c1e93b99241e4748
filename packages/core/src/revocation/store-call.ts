import { withDeadline } from '../lib/deadline.ts';
import type { RevocationStore, TokenIdentity } from './store.ts';

/** Code and class names match this pattern. Every other part of an error may quote the arguments of the call. */
const plainNamePattern = /^[A-Z]\w{0,63}$/;

/** `ECONNREFUSED`, `ThrottlingException`, or the class: node-redis' `ClientClosedError` has no name of its own. */
const plainNameOf = (error: Error): string | undefined =>
  [Reflect.get(error, 'code'), error.name, error.constructor?.name].find(
    (name: unknown): name is string => typeof name === 'string' && name !== 'Error' && plainNamePattern.test(name),
  );

/**
 * A call to a revocation store failed. It keeps only the name of the store's own error: the rest may quote the
 * arguments of the call.
 */
export class RevocationStoreError extends Error {
  /**
   * The store rejected (`error`), exceeded the deadline (`timeout`), or returned neither true nor false (`no_boolean`).
   */
  readonly reason: 'error' | 'timeout' | 'no_boolean';
  /** Code or name of its error, where it matches the pattern of a name. */
  readonly errorName: string | undefined;

  constructor(reason: RevocationStoreError['reason'], errorName?: string) {
    super(`The revocation store failed: ${errorName ?? reason}.`);
    this.name = 'RevocationStoreError';
    this.reason = reason;
    this.errorName = errorName;
  }
}

const storeError = (error: unknown): RevocationStoreError => {
  if (error instanceof RevocationStoreError) return error;
  if (!(error instanceof Error)) return new RevocationStoreError('error');
  // Checked by name, because the store may use another copy of this package.
  return error.name === 'DeadlineError'
    ? new RevocationStoreError('timeout')
    : new RevocationStoreError('error', plainNameOf(error));
};

/** Receives each try that failed, and whether another one follows. */
type FailureListener = (error: RevocationStoreError, willRetry: boolean) => void;

/** The pause before the second try, in which a client can connect again: 100 ms, or a tenth of a shorter deadline. */
const pauseBeforeRetry = (timeoutMs: number): number => Math.min(100, timeoutMs / 10);

/**
 * Calls a store with a deadline. Where it rejects, it is called once more within the same deadline: reads and writes of
 * a store are idempotent.
 *
 * @param timeoutMs - For both tries together.
 * @param call - The call.
 * @param onFailure - Called for each try that failed.
 * @param onTick - Called several times a second while the call is under way.
 * @returns The result of the call, or the reason why it failed. It does not reject.
 */
export const callStore = async <T>(
  timeoutMs: number,
  call: () => Promise<T>,
  onFailure: FailureListener,
  onTick?: () => void,
): Promise<T | RevocationStoreError> => {
  const startedAt = performance.now();
  const pauseMs = pauseBeforeRetry(timeoutMs);
  const callTwice = async (): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (performance.now() - startedAt + pauseMs >= timeoutMs) throw error;
      onFailure(storeError(error), true);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return call();
    }
  };
  try {
    return await withDeadline(timeoutMs, callTwice, onTick);
  } catch (error) {
    const failure = storeError(error);
    onFailure(failure, false);
    return failure;
  }
};

/**
 * Looks a token up in a store. Where the store rejects, it is called once more within the same deadline.
 *
 * @param store - The store.
 * @param token - The token.
 * @param timeoutMs - Deadline of both tries together, in milliseconds.
 * @param onFailure - Called for each try that failed, with whether another one follows.
 * @param onTick - Called several times a second while the store is called.
 * @returns Whether the token is revoked; or the store's failure, for the `cause` of an AuthError. It does not reject.
 * @example
 * ```ts
 * import { AuthError } from '@cognito-guard/core';
 * import { askStore, memoryRevocationStore } from '@cognito-guard/core/revocation';
 *
 * const { userPoolId, subject, issuedAt, claims } = auth;
 * const token = { userPoolId, subject, issuedAt, jti: claims.jti, originJti: claims.origin_jti };
 * const answer = await askStore(memoryRevocationStore(), token, 1_000);
 * if (answer instanceof Error) throw new AuthError('revocation_unavailable', { cause: answer });
 * if (answer) throw new AuthError('token_revoked');
 * ```
 */
export const askStore = (
  store: Pick<RevocationStore, 'isRevoked'>,
  token: TokenIdentity,
  timeoutMs: number,
  onFailure: FailureListener = () => undefined,
  onTick?: () => void,
): Promise<boolean | RevocationStoreError> => {
  const ask = async (): Promise<boolean> => {
    const answer: unknown = await store.isRevoked(token);
    if (typeof answer === 'boolean') return answer;
    throw new RevocationStoreError('no_boolean');
  };
  return callStore(timeoutMs, ask, onFailure, onTick);
};
