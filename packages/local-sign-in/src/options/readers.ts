import { functionOf, missing, numberOf, objectWith, type UnknownRecord } from '@cognito-guard/core/internal';

export { fail, readObject } from '@cognito-guard/core/internal';

/** Reads a member that must be present; its reader reports a missing one. */
export const readRequired = <T>(from: UnknownRecord, name: string, read: (given: unknown) => T): T =>
  read(name in from ? from[name] : missing);

/** Reads a member that may be left out. */
export const readOptional = <T>(from: UnknownRecord, name: string, fallback: T, read: (given: unknown) => T): T =>
  name in from ? read(from[name]) : fallback;

/** Reads a number within bounds. */
export const readNumber =
  (option: string, min: number, max: number, unit: string) =>
  (given: unknown): number =>
    numberOf(min, max, unit)(given, option);

/** Reads a function. */
export const readFunction =
  <T>(option: string) =>
  (given: unknown): T =>
    functionOf<T>()(given, option);

/** Reads an object that has these functions. */
export const readCapable =
  <T>(option: string, expected: string, ...names: readonly string[]) =>
  (given: unknown): T =>
    objectWith<T>(expected, ...names)(given, option);
