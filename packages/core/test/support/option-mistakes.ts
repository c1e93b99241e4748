import { createVerifier } from '@cognito-guard/core';

/** Valid options; keys are never fetched, because no token is verified. */
export const goodPool = {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: '1example23456789',
  tokenUse: 'access',
} as const;

/**
 * The error message of createVerifier for options that the types do not allow.
 *
 * @returns The message of its TypeError; any other outcome, success included, fails the test.
 */
export function mistakeIn(options: unknown): string {
  try {
    createVerifier(options as Parameters<typeof createVerifier>[0]);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  throw new Error('createVerifier accepted these options.');
}

/** Wraps a value in objects: `nest('keys.timeoutMs', 5)` is `{ keys: { timeoutMs: 5 } }`. */
export function nest(path: string, value: unknown): object {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object;
}
