import { closestMatch } from 'leven';

/** What may be quoted: a word that somebody mistyped, and nothing that they pasted. */
const word = /^[\w-]{1,24}$/;

/**
 * What to say about a name that is not known.
 *
 * @param kind - `command` or `flag`.
 * @param given - The name.
 * @param known - The names that there are.
 * @returns A sentence, and the name that was perhaps meant.
 */
export const didYouMean = (kind: string, given: string, known: readonly string[]): string => {
  if (!word.test(given)) return `There is no such ${kind}.`;
  const meant = closestMatch(given, [...known], { maxDistance: Math.ceil(given.length / 3) });
  return `There is no ${kind} ${given}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
};
