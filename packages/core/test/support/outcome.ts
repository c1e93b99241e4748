import { AuthError } from '@cognito-guard/core';

/** The AuthError that some work is refused with. Anything else that is thrown, and success, fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<AuthError> {
  try {
    await work;
  } catch (error) {
    if (AuthError.is(error)) return error;
    throw error;
  }
  throw new Error('It was accepted, where a refusal was expected.');
}

/** How some work ends, as tables write it: `accepted`, or status and code such as `401 token_expired`. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (!AuthError.is(error)) throw error;
    return `${error.status} ${error.code}`;
  }
}

/** The same for work that does not wait. */
export function outcomeOfCall(call: () => unknown): string {
  try {
    call();
    return 'accepted';
  } catch (error) {
    if (!AuthError.is(error)) throw error;
    return `${error.status} ${error.code}`;
  }
}
