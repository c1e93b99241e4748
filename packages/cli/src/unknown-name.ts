import { didYouMean } from '@cognito-guard/core/internal';

/** A short word, which is safe to quote: a typing mistake, not a pasted secret. */
const wordPattern = /^[\w-]{1,24}$/;

/**
 * Builds the message for an unknown name.
 *
 * @param kind - `command` or `flag`.
 * @param given - The unknown name.
 * @param known - The valid names.
 * @returns A sentence, with a suggestion when a valid name is similar.
 */
export const unknownName = (kind: string, given: string, known: readonly string[]): string =>
  wordPattern.test(given) ? `There is no ${kind} ${given}.${didYouMean(given, known)}` : `There is no such ${kind}.`;
