import { AuthError } from '@cognito-guard/core';

/** The AuthError with which some work is refused. Any other outcome, success included, fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<AuthError> {
  try {
    await work;
  } catch (error) {
    if (AuthError.is(error)) return error;
    throw error;
  }
  throw new Error('It was accepted, where a refusal was expected.');
}

/** The outcome of some work in a table's notation: `accepted`, or status and code such as `401 token_expired`. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (!AuthError.is(error)) throw error;
    return `${error.status} ${error.code}`;
  }
}

/** The same for synchronous work. */
export function outcomeOfCall(call: () => unknown): string {
  try {
    call();
    return 'accepted';
  } catch (error) {
    if (!AuthError.is(error)) throw error;
    return `${error.status} ${error.code}`;
  }
}
