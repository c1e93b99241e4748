import { DeadlineError, withDeadline } from './deadline.ts';
import type { RevocationStore, TokenIdentity } from './revocation-store.ts';

/** Code and class names are these; what tells more than a name is not one. */
const plainName = /^[A-Z]\w{0,63}$/;

/** `ECONNREFUSED`, `ThrottlingException`, or the class: node-redis' `ClientClosedError` has no name of its own. */
const nameOf = (error: Error): string | undefined =>
  [Reflect.get(error, 'code'), error.name, error.constructor?.name].find(
    (name: unknown): name is string => typeof name === 'string' && name !== 'Error' && plainName.test(name),
  );

/**
 * A store did not do what it was asked for. Nothing of its own error is kept but the name: the rest may quote the question.
 */
export class RevocationStoreError extends Error {
  /** It rejected (`error`), it was late (`timeout`), or it answered neither true nor false (`no_boolean`). */
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

/**
 * Calls a store with a deadline.
 *
 * @param timeoutMs - For everything together.
 * @param call - What it is called for.
 * @returns What the call came to. It does not reject.
 */
export const callStore = async <T>(timeoutMs: number, call: () => Promise<T>): Promise<T | RevocationStoreError> => {
  try {
    return await withDeadline(timeoutMs, async () => call());
  } catch (error) {
    if (error instanceof DeadlineError) return new RevocationStoreError('timeout');
    return new RevocationStoreError('error', error instanceof Error ? nameOf(error) : undefined);
  }
};

/**
 * Asks a store about a token, for whoever accepts tokens without a verifier at hand.
 *
 * @param store - What to ask.
 * @param token - What it is asked about.
 * @param timeoutMs - The deadline, in milliseconds.
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
  store: Pick<RevocationStore, 'isRevoked'>,
  token: TokenIdentity,
  timeoutMs: number,
): Promise<boolean | RevocationStoreError> => {
  const answer = await callStore<unknown>(timeoutMs, () => store.isRevoked(token));
  return typeof answer === 'boolean' || answer instanceof RevocationStoreError
    ? answer
    : new RevocationStoreError('no_boolean');
};
