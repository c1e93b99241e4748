/**
 * State that one process holds once, although it may load core twice: as ES modules and as CommonJS.
 *
 * @param name - Names the state and, by a number, its shape: `outcomes.1`. Two versions of core that disagree on the
 * shape must not share it.
 * @param make - Makes the state where this process has none.
 */
export const shared = <T extends object>(name: string, make: () => T): T => {
  const key = Symbol.for(`@cognito-guard/${name}`);
  const slots: { [key: symbol]: unknown } = globalThis as object as { [key: symbol]: unknown };
  slots[key] ??= make();
  return slots[key] as T;
};
