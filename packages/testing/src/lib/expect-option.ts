/**
 * Checks an option.
 *
 * @throws TypeError that names the option, the expected and the given value.
 */
export const expectOption = (isRight: boolean, option: string, given: unknown, expected: string): void => {
  if (isRight) return;
  const shown = typeof given === 'function' ? 'a function' : (JSON.stringify(given) ?? String(given));
  throw new TypeError(`${option} must be ${expected}; got ${shown}.`);
};
