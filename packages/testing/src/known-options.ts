const spellingOf = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');

/** A name that differs in case or punctuation, or that is a part of the other: `scopes` for `scope`. */
const hintOn = (given: string, names: readonly string[]): string => {
  const word = spellingOf(given);
  const isClose = (name: string): boolean => spellingOf(name).includes(word) || word.includes(spellingOf(name));
  const close = word.length < 3 ? undefined : names.find(isClose);
  return close === undefined ? '' : `. Did you mean ${close}?`;
};

/**
 * Passes options through. A misspelt one would be ignored, and the test that it was for would pass for another reason.
 *
 * @throws TypeError naming the option that does not exist.
 */
export function knownOptions<T extends object>(where: string, options: T, names: readonly string[]): T {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const hint = hintOn(unknown, names);
    throw new TypeError(`${where}: there is no option "${unknown}"; its options are ${names.join(', ')}${hint}`);
  }
  return options;
}
