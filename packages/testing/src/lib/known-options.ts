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

/** A value as an error message shows it. */
const show = (value: unknown): string => {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'number' || value == null ? String(value) : `a ${typeof value}`.replace('a o', 'an o');
};

/** What a value must be, and whether it is. */
export type ValueRule = readonly [expected: string, isValid: (value: unknown) => boolean];

/**
 * Checks the values of options: `'3600'` for a number would make a token that is refused for another reason.
 *
 * @throws TypeError that names the option and the type of its value.
 */
export function checkValues(where: string, options: object, rules: Readonly<Record<string, ValueRule>>): void {
  for (const [name, value] of Object.entries(options)) {
    const [expected, isValid] = rules[name] ?? [];
    if (value !== undefined && isValid?.(value) === false)
      throw new TypeError(`${where}: "${name}" must be ${expected}; got ${show(value)}`);
  }
}
