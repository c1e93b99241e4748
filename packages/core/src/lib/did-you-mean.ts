/** Letters and digits only: `client_id` and `ClientID` are spellings of `clientId`. */
const spellingOf = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');

/** The Levenshtein distance: insertions, deletions and replacements from one word to the other. */
const distance = (from: string, to: string): number => {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const [replaced = 0, inserted = 0] = above.slice(column, column + 2);
      current.push(Math.min(replaced + (letter === other ? 0 : 1), inserted + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
};

const lettersOf = (word: string): string => [...word].sort().join('');

/** Longer than every known name. Computing a distance takes time proportional to the product of both lengths. */
const maxLength = 40;

/**
 * Suggests the known name that is closest to a mistyped one.
 *
 * @param given - The unknown name.
 * @param known - The known names.
 * @returns ` Did you mean clientId?`, with a leading space; an empty string where no name is close.
 * @example
 * ```ts
 * import { didYouMean } from '@cognito-guard/core/internal';
 *
 * console.log(`There is no command verfy.${didYouMean('verfy', ['verify', 'inspect'])}`);
 * ```
 */
export const didYouMean = (given: string, known: readonly string[]): string => {
  const word = spellingOf(given);
  if (word === '' || given.length > maxLength) return '';
  const words = given.split(/(?<=[a-z])(?=[A-Z])|[^A-Za-z\d]+/).map(spellingOf);
  const close = known.flatMap((name) => {
    const candidate = spellingOf(name);
    const changes = distance(word, candidate);
    // `timeout` for `timeoutMs`, `maxAge` for `maxAuthAgeSeconds`: one name has all words of the other, at any distance.
    const isPart = word.length >= 4 && words.every((one) => candidate.includes(one));
    // `arc` for `acr`: two letters that are swapped count as two changes.
    const isSwapped = lettersOf(word) === lettersOf(candidate);
    return isPart || isSwapped || changes <= Math.ceil(word.length / 3) ? [{ name, changes }] : [];
  });
  const [best] = close.toSorted((a, b) => a.changes - b.changes);
  return best === undefined ? '' : ` Did you mean ${best.name}?`;
};
