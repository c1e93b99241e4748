import { didYouMean } from './did-you-mean.ts';
import { classOf, fail, failOther, missing, type Reader } from './option-values.ts';
import { isRecord, type UnknownRecord } from './value-types.ts';

/**
 * The declaration of options: a reader for each name. `satisfies Schema<CacheOptions>` makes a missing name and a name
 * that the interface lacks compile errors.
 */
export type Schema<Options> = { readonly [Name in keyof Options]-?: Reader<unknown> };

type AnySchema = Readonly<Record<string, Reader<unknown>>>;

/** The options that a schema reads, with their defaults. */
export type Settings<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Reader<infer T> ? T : never;
};

/** Options with a value for each name; `Changed` has the names whose value is of another type than the option. */
export type Resolved<Options, Changed = unknown> = Readonly<Required<Omit<Options, keyof Changed>> & Changed>;

/** A reader that tells hints the names of the value's own options. */
export const withNames = <T>(names: readonly string[] | undefined, read: Reader<T>): Reader<T> =>
  Object.assign((given: unknown, path: string) => read(given, path), { names: names ?? [] });

/** An option that may be left out. `{ audience: process.env.X }` is not left out: an unset variable is an error. */
export function optional<T>(read: Reader<T>): Reader<T | undefined>;
export function optional<T>(read: Reader<T>, fallback: NoInfer<T>): Reader<T>;
export function optional<T>(read: Reader<T>, fallback?: T): Reader<T | undefined> {
  return withNames(read.names, (given, path) => (given === missing ? fallback : read(given, path)));
}

/** Whether an object has a member, of its own or of its class, other than those of Object.prototype. */
const isGiven = (from: object, name: string): boolean =>
  Object.hasOwn(from, name) || (name in from && !Object.hasOwn(Object.prototype, name));

/**
 * Reads an object that has no other members than these. A misspelt option is an error, because it may be a check.
 *
 * @param schema - Options among the names, whose own options are in the hint: `keys.timeoutMs`.
 * @returns The members that were given, in an object without a prototype.
 * @throws TypeError for a value that is not an object, and for an unknown member.
 */
export const readObject = (
  path: string,
  given: unknown,
  names: readonly string[],
  schema: AnySchema = {},
): UnknownRecord => {
  const list = names.join(', ');
  if (!isRecord(given) || given instanceof RegExp) return failOther(path, given, `an object with ${list}`);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) {
    const members: Record<string, unknown> = Object.create(null);
    for (const name of names) if (isGiven(given, name)) members[name] = given[name];
    return members;
  }
  if (classOf(given) !== undefined && !names.some((name) => name in given)) {
    const hint = 'Is a function passed where its call belongs?';
    return fail(path, given, `an object with ${list}`, undefined, hint);
  }
  const inner = Object.entries(schema).flatMap(([name, read]) => (read.names ?? []).map((one) => `${name}.${one}`));
  const hint = didYouMean(unknown, names) || didYouMean(unknown, inner);
  throw new TypeError(`${path} has no option "${unknown}"; its options are ${list}.${hint}`);
};

/**
 * Reads options from the members of an object, which may have other members.
 *
 * @param prefix - The text before a name in an option's path: `createVerifier: `.
 * @returns The options with their defaults, frozen.
 * @throws TypeError for an invalid option.
 */
export const readMembers = <Declared extends AnySchema>(
  prefix: string,
  members: UnknownRecord,
  schema: Declared,
): Settings<Declared> => {
  const settings: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(schema)) {
    settings[name] = read(Object.hasOwn(members, name) ? members[name] : missing, prefix + name);
  }
  return Object.freeze(settings) as Settings<Declared>;
};

/**
 * Reads an object of options by their schema.
 *
 * @param path - The object's path: `memoryRevocationStore: options`, `createVerifier: keys`.
 * @param prefix - See {@link readMembers}. Default for these two: `memoryRevocationStore: ` and `createVerifier:
 *   keys.`.
 * @throws TypeError for an invalid object or option.
 */
export const readOptions = <Declared extends AnySchema>(
  path: string,
  given: unknown,
  schema: Declared,
  prefix: string = path.endsWith(': options') ? path.slice(0, -'options'.length) : `${path}.`,
): Settings<Declared> => readMembers(prefix, readObject(path, given, Object.keys(schema), schema), schema);

/** An option whose value is an object of options. */
export const optionsOf = <Declared extends AnySchema>(schema: Declared): Reader<Settings<Declared>> =>
  withNames(Object.keys(schema), (given, path) => readOptions(path, given, schema));
