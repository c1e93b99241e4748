/**
 * Passes options through. A misspelt one would be ignored, and the test that it was for would pass for another reason.
 *
 * @throws TypeError naming the option that does not exist.
 */
export function knownOptions<T extends object>(where: string, options: T, names: readonly string[]): T {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${where}: there is no option "${unknown}"; its options are ${names.join(', ')}`);
  }
  return options;
}
