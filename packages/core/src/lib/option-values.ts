import { isObject, isRecord, isText } from './value-types.ts';

export type { UnknownRecord } from './value-types.ts';

/** Reads the value of one option, or throws. */
export interface Reader<out T> {
  /** @param path - The option as messages name it: `createVerifier: keys.timeoutMs`. */
  (given: unknown, path: string): T;
  /** The names that the value itself may have, for hints. */
  readonly names?: readonly string[];
}

/** The value of an omitted option. An option that is present and undefined is another mistake. */
export const missing: unique symbol = Symbol('missing');

/**
 * The class of an object that is not a plain object, such as a framework's request; undefined for every other value.
 */
export const classOf = (value: unknown): string | undefined => {
  if (!isRecord(value)) return undefined;
  // By name: another realm, such as a test runner's, has an Object of its own.
  const { name } = (value.constructor ?? Object) as { readonly name: string };
  return name === 'Object' ? undefined : name;
};

/** A value as an error message shows it. */
const show = (value: unknown): string => {
  if (typeof value === 'function') return 'a function';
  if (value instanceof RegExp) return `the RegExp ${value}`;
  if (value instanceof Promise) return 'a Promise';
  const name = classOf(value);
  if (name !== undefined) return `an instance of ${name}`;
  if (!isText(value) && !isObject(value)) return String(value);
  try {
    return Array.isArray(value) ? `[${Array.from(value, show).join(', ')}]` : JSON.stringify(value);
  } catch {
    return 'a value that JSON cannot write';
  }
};

const hintOnPromise = (given: unknown): string => (given instanceof Promise ? 'Is an await missing?' : '');

/** Values of an unset environment variable, the one of a template included. */
const unset: readonly unknown[] = [undefined, '', 'undefined'];

const hintOnText = (given: unknown): string =>
  [given].flat().some((one) => unset.includes(one)) ? 'Is an environment variable unset?' : hintOnPromise(given);

/**
 * Reports a configuration error.
 *
 * @param path - The option and its function: `createVerifier: clientId`.
 * @param given - The option's value.
 * @param expected - A description of valid values.
 * @param shown - The value as the message shows it. Default the value itself.
 * @param hint - A likely cause. Default a hint on a promise and on an unset environment variable, which fits options that
 * are text.
 * @throws TypeError naming the option, its value and what is expected.
 */
export const fail = (
  path: string,
  given: unknown,
  expected: string,
  shown: string = show(given),
  hint: string = hintOnText(given),
): never => {
  const found = given === missing ? 'it is missing' : `got ${shown}`;
  throw new TypeError(`${path} must be ${expected}; ${found}.${hint === '' ? '' : ` ${hint}`}`);
};

/** {@link fail} for an option that is not text, so that no environment variable can hold its value. */
export const failOther = (path: string, given: unknown, expected: string, shown?: string): never =>
  fail(path, given, expected, shown, hintOnPromise(given));

/** {@link fail} for a number or a flag: the text of an environment variable has to be converted. */
const failPlain = (path: string, given: unknown, expected: string, conversion: string): never => {
  return isText(given) && given !== ''
    ? fail(path, given, expected, undefined, `Is it the text of an environment variable? Pass ${conversion}.`)
    : failOther(path, given, expected);
};

const numberLike =
  (min: number, max: number, expected: string, isAllowed: (value: number) => boolean = () => true): Reader<number> =>
  (given, path) =>
    typeof given === 'number' && given >= min && given <= max && isAllowed(given)
      ? given
      : failPlain(path, given, expected, 'Number(text)');

/** Reads a number from `min` to `max`. */
export const numberOf = (min: number, max: number, unit: string): Reader<number> =>
  numberLike(min, max, `a number of ${unit} from ${min} to ${max}`);

/** Reads a whole number from `min` to `max`. */
export const wholeNumberOf = (min: number, max: number, unit: string): Reader<number> =>
  numberLike(min, max, `a whole number of ${unit} from ${min} to ${max}`, Number.isInteger);

/** Reads a whole number from 1 to `max`. */
export const countUpTo = (max: number): Reader<number> =>
  numberLike(1, max, `a whole number above 0, at most ${max}`, Number.isInteger);

/** Reads true or false. */
export const flag: Reader<boolean> = (given, path) =>
  typeof given === 'boolean' ? given : failPlain(path, given, 'true or false', "text === 'true'");

/** Reads a value that is one of these strings. */
export const oneOf =
  <const Value extends string>(...values: readonly Value[]): Reader<Value> =>
  (given, path) =>
    values.find((value) => value === given) ??
    fail(
      path,
      given,
      values
        .map((value) => `"${value}"`)
        .join(', ')
        .replace(/, ([^,]+)$/, ' or $1'),
    );

/** Reads text that matches a pattern. */
export const textLike =
  (pattern: RegExp, expected: string): Reader<string> =>
  (given, path) =>
    isText(given) && pattern.test(given) ? given : fail(path, given, expected);

/** Reads a function. Its signature cannot be checked at run time; the option's type requires it. */
export const functionOf =
  <T>(): Reader<T> =>
  (given, path) =>
    typeof given === 'function' ? (given as T) : failOther(path, given, 'a function');

/**
 * Reads an object that has these functions; the option's type requires their signatures. A message never shows the
 * object's members: it may be a client with its password.
 */
export const objectWith =
  <T>(expected: string, ...names: readonly string[]): Reader<T> =>
  (given, path) => {
    if (isObject(given) && names.every((name) => typeof given[name] === 'function')) return given as T;
    const isLacking = isObject(given) && !(given instanceof Promise);
    const shown = isLacking
      ? `an object without ${names.join(', ')}`
      : isText(given) && given !== ''
        ? 'a string'
        : undefined;
    return failOther(path, given, expected, shown);
  };

/** Reads a non-empty string, or a non-empty array of them, as an array. A pattern constrains each string. */
export const textsLike =
  (expected: string, pattern: RegExp = /\S/): Reader<readonly string[]> =>
  (given, path) => {
    // Array.from fills holes, which every() would skip.
    const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [given];
    const isValid = (one: unknown): one is string => isText(one) && pattern.test(one);
    return list.length > 0 && list.every(isValid) ? Object.freeze([...list]) : fail(path, given, expected);
  };

/** Reads a non-empty array of strings. A pattern constrains each string. */
export const arrayLike =
  (expected: string, pattern?: RegExp): Reader<readonly string[]> =>
  (given, path) =>
    Array.isArray(given) ? textsLike(expected, pattern)(given, path) : fail(path, given, expected);

/** Reads an absolute URL: `https:`, or `http:` on loopback. */
export const url: Reader<string> = (given, path) => {
  // Printable ASCII: the URL parser drops or encodes other characters.
  if (isText(given) && /^[!-~]+$/.test(given) && !/[?#@]/.test(given) && URL.canParse(given)) {
    const { protocol, hostname } = new URL(given);
    const isLoopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(hostname);
    if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return given;
  }
  return fail(path, given, 'an https: URL without query, fragment or credentials (http: on loopback only)');
};
