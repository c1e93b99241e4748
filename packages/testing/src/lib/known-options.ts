const spellingOf = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, '');

/** Suggests a name that differs in case or punctuation, or that contains the other: `scope` for `scopes`. */
const hintOn = (given: string, names: readonly string[]): string => {
  const word = spellingOf(given);
  const isClose = (name: string): boolean => spellingOf(name).includes(word) || word.includes(spellingOf(name));
  const close = word.length < 3 ? undefined : names.find(isClose);
  return close === undefined ? '' : `. Did you mean ${close}?`;
};

/**
 * Returns options after a check of their names: a misspelt option would be ignored, and a test pass for the wrong reason.
 *
 * @throws TypeError that names the unknown option.
 */
export function knownOptions<T extends object>(where: string, options: T, names: readonly string[]): T {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const hint = hintOn(unknown, names);
    throw new TypeError(`${where}: there is no option "${unknown}"; its options are ${names.join(', ')}${hint}`);
  }
  return options;
}
