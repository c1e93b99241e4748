import { didYouMean } from './did-you-mean.ts';

/** Options as a caller may really pass them. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** What {@link readRequired} reads where there is no such member: that is another mistake than an undefined one. */
const missing: unique symbol = Symbol('missing');

/** The class of an object that nobody wrote as options, such as a request that a framework passes. */
export const classOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // By name: another realm, such as a test runner's, has an Object of its own.
  const { name } = value.constructor ?? Object;
  return name === 'Object' ? undefined : name;
};

/** A value as an error message shows it. */
const show = (value: unknown): string => {
  if (typeof value === 'function') return 'a function';
  if (value instanceof RegExp) return `the RegExp ${value}`;
  if (value instanceof Promise) return 'a Promise';
  const name = classOf(value);
  if (name !== undefined) return `an instance of ${name}`;
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return String(value);
  try {
    return Array.isArray(value) ? `[${Array.from(value, show).join(', ')}]` : JSON.stringify(value);
  } catch {
    return 'a value that JSON cannot write';
  }
};

const hintOnPromise = (given: unknown): string => (given instanceof Promise ? 'Is an await missing?' : '');

const hintOnText = (given: unknown): string =>
  given === undefined || given === '' ? 'Is an environment variable unset?' : hintOnPromise(given);

/**
 * Throws the error of a configuration mistake.
 *
 * @param option - Which option, with its function: `createVerifier: clientId`.
 * @param given - What was given.
 * @param expected - What it must be.
 * @param shown - What was given, as the message shows it. Default the value itself.
 * @param hint - A question or sentence that leads to the mistake. Default one for a promise and for an unset variable,
 * which fits options that are text.
 */
export const fail = (
  option: string,
  given: unknown,
  expected: string,
  shown: string = show(given),
  hint: string = hintOnText(given),
): never => {
  const found = given === missing ? 'it is missing' : `got ${shown}`;
  throw new TypeError(`${option} must be ${expected}; ${found}.${hint === '' ? '' : ` ${hint}`}`);
};

/** {@link fail} for an option that is no text: no environment variable holds its value. */
const failOther = (option: string, given: unknown, expected: string, shown?: string): never =>
  fail(option, given, expected, shown, hintOnPromise(given));

/** Whether a caller gave a member: their own objects and classes count, and what stands in Object.prototype does not. */
const isGiven = (from: object, name: string): boolean =>
  Object.hasOwn(from, name) || (name in from && !Object.hasOwn(Object.prototype, name));

/**
 * Reads an object that has no other members than these: a misspelt option would be a check that never runs.
 *
 * @returns The members that were given, in an object without a prototype.
 */
export const readObject = (option: string, given: unknown, names: readonly string[]): UnknownRecord => {
  const expected = `an object with ${names.join(', ')}`;
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given) && !(given instanceof RegExp);
  if (!isObject) return failOther(option, given, expected);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) {
    const members: Record<string, unknown> = Object.create(null);
    for (const name of names) if (isGiven(given, name)) members[name] = Reflect.get(given, name);
    return members;
  }
  if (classOf(given) !== undefined && !names.some((name) => name in given)) {
    return fail(option, given, expected, undefined, 'Is a function passed where its call belongs?');
  }
  const hint = didYouMean(unknown, names);
  throw new TypeError(`${option} has no option "${unknown}"; its options are ${names.join(', ')}.${hint}`);
};

/** A member that must be there. Its reader says so where it is not. */
export const readRequired = <T>(from: UnknownRecord, name: string, read: (given: unknown) => T): T =>
  read(name in from ? from[name] : missing);

/** A member that is there is read, even when it is undefined: `{ audience: process.env.X }` must not drop a check. */
export const readOptional = <T>(from: UnknownRecord, name: string, fallback: T, read: (given: unknown) => T): T =>
  name in from ? read(from[name]) : fallback;

/** A finite number within bounds, the unit being part of the message. */
export const readNumber =
  (option: string, min: number, max: number, unit: string) =>
  (given: unknown): number =>
    typeof given === 'number' && given >= min && given <= max
      ? given
      : failOther(option, given, `a number of ${unit} from ${min} to ${max}`);

/** A whole number above 0, within what still makes sense. */
export const readCount =
  (option: string, max: number) =>
  (given: unknown): number =>
    typeof given === 'number' && Number.isInteger(given) && given > 0 && given <= max
      ? given
      : failOther(option, given, `a whole number above 0, at most ${max}`);

/** A function; its type is the option's promise. */
export const readFunction =
  <T>(option: string) =>
  (given: unknown): T =>
    typeof given === 'function' ? (given as T) : failOther(option, given, 'a function');

/**
 * An object, by the functions of it that are used; its type is the option's promise. Nothing that it holds is shown: it
 * may be a client with its password, or the URL of one.
 */
export const readCapable =
  <T>(option: string, expected: string, ...names: readonly string[]) =>
  (given: unknown): T => {
    const isObject = typeof given === 'object' && given !== null;
    if (isObject && names.every((name) => typeof Reflect.get(given, name) === 'function')) return given as T;
    const isText = typeof given === 'string' && given !== '';
    const lacking = isObject && !(given instanceof Promise) ? `an object without ${names.join(', ')}` : undefined;
    return failOther(option, given, expected, isText ? 'a string' : lacking);
  };

/** A non-empty string or a non-empty array of them, as an array. */
export const readStrings = (option: string, given: unknown, expected: string): readonly string[] => {
  // Array.from fills holes, which every() would skip.
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
  const isName = (one: unknown): one is string => typeof one === 'string' && one.trim() !== '';
  return list.length > 0 && list.every(isName) ? Object.freeze([...list]) : fail(option, given, expected);
};

/** An absolute URL that a key set may come from. */
export const readUrl = (option: string, given: unknown): string => {
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined;
  const isLoopback = url !== undefined && /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(url.hostname);
  // Printable ASCII: the URL parser would drop or encode what else stands in it.
  const isPlain = typeof given === 'string' && /^[!-~]+$/.test(given) && !/[?#@]/.test(given);
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (!isPlain || !isAllowed) {
    return fail(option, given, 'an https: URL without query, fragment or credentials (http: on loopback only)');
  }
  return given;
};
