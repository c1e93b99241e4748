import { didYouMean } from '@cognito-guard/core/http';

/** What may be quoted: a word that somebody mistyped, and nothing that they pasted. */
const word = /^[\w-]{1,24}$/;

/**
 * The message about an unknown name.
 *
 * @param kind - `command` or `flag`.
 * @param given - The name.
 * @param known - The names that there are.
 * @returns A sentence, and the name that was perhaps meant.
 */
export const unknownName = (kind: string, given: string, known: readonly string[]): string =>
  word.test(given) ? `There is no ${kind} ${given}.${didYouMean(given, known)}` : `There is no such ${kind}.`;
