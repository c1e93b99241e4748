import { DeadlineError, withDeadline } from './deadline.ts';
import type { RevocationStore, TokenIdentity } from './revocation-store.ts';

/** Code and class names look like this; whatever else an error carries may quote the question. */
const plainNamePattern = /^[A-Z]\w{0,63}$/;

/** `ECONNREFUSED`, `ThrottlingException`, or the class: node-redis' `ClientClosedError` has no name of its own. */
export const plainNameOf = (error: Error): string | undefined =>
  [Reflect.get(error, 'code'), error.name, error.constructor?.name].find(
    (name: unknown): name is string => typeof name === 'string' && name !== 'Error' && plainNamePattern.test(name),
  );

/**
 * A call to a revocation store failed. It keeps the name of the store's own error and nothing else of it: the rest may
 * quote the question.
 */
export class RevocationStoreError extends Error {
  /** The store rejected (`error`), was late (`timeout`), or answered neither true nor false (`no_boolean`). */
  readonly reason: 'error' | 'timeout' | 'no_boolean';
  /** Code or name of its error, where that is a plain one. */
  readonly errorName: string | undefined;

  constructor(reason: RevocationStoreError['reason'], errorName?: string) {
    super(`The revocation store failed: ${errorName ?? reason}.`);
    this.name = 'RevocationStoreError';
    this.reason = reason;
    this.errorName = errorName;
  }
}

const storeError = (error: unknown): RevocationStoreError =>
  error instanceof DeadlineError
    ? new RevocationStoreError('timeout')
    : new RevocationStoreError('error', error instanceof Error ? plainNameOf(error) : undefined);

/**
 * Calls a store with a deadline.
 *
 * @param timeoutMs - For everything together.
 * @param call - The call.
 * @param onTick - Called several times a second while the call is under way.
 * @returns What the call returns, or why it failed. It does not reject.
 */
export const callStore = async <T>(
  timeoutMs: number,
  call: () => Promise<T>,
  onTick?: () => void,
): Promise<T | RevocationStoreError> => {
  try {
    return await withDeadline(timeoutMs, async () => call(), onTick);
  } catch (error) {
    return storeError(error);
  }
};

type Store = Pick<RevocationStore, 'isRevoked'>;

const askOnce = async (store: Store, token: TokenIdentity): Promise<boolean | RevocationStoreError> => {
  try {
    const answer: unknown = await store.isRevoked(token);
    return typeof answer === 'boolean' ? answer : new RevocationStoreError('no_boolean');
  } catch (error) {
    return storeError(error);
  }
};

/** The pause before the second try, in which a client can connect again: 100 ms, or a tenth of a shorter deadline. */
const pauseBeforeRetry = (timeoutMs: number): number => Math.min(100, timeoutMs / 10);

/**
 * Asks a store about a token. Where the store rejects, it is asked once more within the same deadline.
 *
 * @param store - The store.
 * @param token - The token.
 * @param timeoutMs - Deadline of both tries together, in milliseconds.
 * @param onFailure - Called for each try that failed, with whether another one follows.
 * @param onTick - Called several times a second while the store is called.
 * @returns Whether the token is revoked, or why the store cannot tell, for the `cause` of an AuthError. It does not reject.
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
export const askStore = async (
  store: Store,
  token: TokenIdentity,
  timeoutMs: number,
  onFailure: (error: RevocationStoreError, willRetry: boolean) => void = () => undefined,
  onTick?: () => void,
): Promise<boolean | RevocationStoreError> => {
  const startedAt = performance.now();
  const pauseMs = pauseBeforeRetry(timeoutMs);
  const ask = async (): Promise<boolean | RevocationStoreError> => {
    const first = await askOnce(store, token);
    if (typeof first === 'boolean' || performance.now() - startedAt + pauseMs >= timeoutMs) return first;
    onFailure(first, true);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    return askOnce(store, token);
  };
  const answer = await callStore(timeoutMs, ask, onTick);
  if (answer instanceof Error) onFailure(answer, false);
  return answer;
};
