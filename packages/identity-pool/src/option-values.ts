/** Options as a caller may really pass them. */
export type Loose = Readonly<Record<string, unknown>>;

const show = (value: unknown): string => {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
};

/** Throws the error of a configuration mistake: which option, what is expected, what was given. */
export const fail = (option: string, given: unknown, expected: string, shown: string = show(given)): never => {
  const hint = given === undefined || given === '' ? ' Is an environment variable unset?' : '';
  throw new TypeError(`${option} must be ${expected}; got ${shown}.${hint}`);
};

/** An object that has no other members than these: a misspelt option would be a check that never runs. */
export const readObject = (option: string, given: unknown, names: readonly string[]): Loose => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return fail(option, given, `an object with ${names.join(', ')}`);
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given as Loose;
  throw new TypeError(`${option} has no option "${unknown}"; its options are ${names.join(', ')}.`);
};

/** A member that is there is read, even when it is undefined: an unset variable must not drop a setting. */
export const readOptional = <T>(from: Loose, name: string, fallback: T, read: (given: unknown) => T): T =>
  name in from ? read(from[name]) : fallback;

/** A whole number within bounds, its unit being part of the message. */
export const readWhole =
  (option: string, min: number, max: number, unit: string) =>
  (given: unknown): number =>
    typeof given === 'number' && Number.isInteger(given) && given >= min && given <= max
      ? given
      : fail(option, given, `a whole number of ${unit} from ${min} to ${max}`);

/** A function; its type is the option's promise. */
export const readFunction =
  <T>(option: string) =>
  (given: unknown): T =>
    typeof given === 'function' ? (given as T) : fail(option, given, 'a function');

/** An object that can do something; its type is the option's promise. */
export const readCapable =
  <T>(option: string, method: string, expected: string) =>
  (given: unknown): T =>
    typeof given === 'object' && given !== null && typeof Reflect.get(given, method) === 'function'
      ? (given as T)
      : fail(option, given, expected);

/** Text of a given shape. */
export const readText =
  (option: string, shape: RegExp, expected: string) =>
  (given: unknown): string =>
    typeof given === 'string' && shape.test(given) ? given : fail(option, given, expected);

/** The ARN of an IAM role. */
export const readRoleArn = (option: string): ((given: unknown) => string) =>
  readText(option, /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role');
