/** Options as a caller may really pass them. */
export type Loose = Readonly<Record<string, unknown>>;

/** A value as an error message shows it. */
const show = (value: unknown): string => {
  if (typeof value === 'function') return 'a function';
  if (value instanceof RegExp) return `the RegExp ${value}`;
  if (value instanceof Promise) return 'a Promise';
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return String(value);
  try {
    return Array.isArray(value) ? `[${Array.from(value, show).join(', ')}]` : JSON.stringify(value);
  } catch {
    return 'a value that JSON cannot write';
  }
};

const hintOn = (given: unknown): string => {
  if (given instanceof Promise) return ' Is an await missing?';
  return given === undefined || given === '' ? ' Is an environment variable unset?' : '';
};

/** Throws the error of a configuration mistake: which option, what is expected, what was given. */
export const fail = (option: string, given: unknown, expected: string, shown: string = show(given)): never => {
  throw new TypeError(`${option} must be ${expected}; got ${shown}.${hintOn(given)}`);
};

/** An object that has no other members than these: a misspelt option would be a check that never runs. */
export const readObject = (option: string, given: unknown, names: readonly string[]): Loose => {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given) && !(given instanceof RegExp);
  if (!isObject) return fail(option, given, `an object with ${names.join(', ')}`);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${option} has no option "${unknown}"; its options are ${names.join(', ')}.`);
  }
  return given as Loose;
};

/** A member that is there is read, even when it is undefined: `{ audience: process.env.X }` must not drop a check. */
export const readOptional = <T>(from: Loose, name: string, fallback: T, read: (given: unknown) => T): T =>
  name in from ? read(from[name]) : fallback;

/** A finite number within bounds, the unit being part of the message. */
export const readNumber =
  (option: string, min: number, max: number, unit: string) =>
  (given: unknown): number =>
    typeof given === 'number' && given >= min && given <= max
      ? given
      : fail(option, given, `a number of ${unit} from ${min} to ${max}`);

/** A whole number above 0, within what still makes sense. */
export const readCount =
  (option: string, max: number) =>
  (given: unknown): number =>
    typeof given === 'number' && Number.isInteger(given) && given > 0 && given <= max
      ? given
      : fail(option, given, `a whole number above 0, at most ${max}`);

/** A function; its type is the option's promise. */
export const readFunction =
  <T>(option: string) =>
  (given: unknown): T =>
    typeof given === 'function' ? (given as T) : fail(option, given, 'a function');

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
    return fail(option, given, expected, isText ? 'a string' : lacking);
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
