import { createVerifier } from '@cognito-guard/core';

/** Options with no mistake in them; keys are never fetched, because nothing is verified. */
export const goodPool = {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: '1example23456789',
  tokenUse: 'access',
} as const;

/**
 * What createVerifier says about options that no type would let pass.
 *
 * @returns The message of its TypeError; anything else that is thrown, and success, fails the test.
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
