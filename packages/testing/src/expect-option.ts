/**
 * Holds an option against what it must be.
 *
 * @throws TypeError naming the option, what is expected and what was given.
 */
export const expectOption = (isRight: boolean, option: string, given: unknown, expected: string): void => {
  if (isRight) return;
  const shown = typeof given === 'function' ? 'a function' : (JSON.stringify(given) ?? String(given));
  throw new TypeError(`${option} must be ${expected}; got ${shown}.`);
};
