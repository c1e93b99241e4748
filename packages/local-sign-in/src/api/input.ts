import { CognitoError } from '../pool/cognito-error.ts';

/** The members of a request's body. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * Reads one member of the input.
 *
 * @param given - Undefined for a member that the request leaves out.
 * @throws ConstraintViolation for a value that the API's model does not allow.
 */
export type Reader<out T> = (given: unknown, member: string) => T;

/** The members of an operation's input. The API ignores other members. */
export type Shape = Readonly<Record<string, Reader<unknown>>>;

/** An input that was read by a shape. */
export type Input<Members extends Shape> = { readonly [Name in keyof Members]: ReturnType<Members[Name]> };

/** One constraint of the API's model that a member does not satisfy. */
class ConstraintViolation extends Error {}

const violation = (value: string, member: string, constraint: string): ConstraintViolation =>
  new ConstraintViolation(`Value ${value}at '${member}' failed to satisfy constraint: Member must ${constraint}`);

/** A value of another JSON type. The service rejects it before it validates members. */
const unreadable = (given: unknown, type: string): CognitoError => {
  const message = Array.isArray(given)
    ? 'Start of list found where not expected'
    : typeof given === 'object'
      ? 'Start of structure or map found where not expected.'
      : `${typeof given === 'boolean' ? `${given}` : typeof given}_VALUE can not be converted to ${type}`;
  return new CognitoError(
    'SerializationException',
    message.replace(/^\w+_VALUE/, (kind) => kind.toUpperCase()),
  );
};

const isAbsent = (given: unknown): boolean => given === undefined || given === null;

/** The constraints on a text. */
interface TextRules {
  readonly min?: number;
  readonly max: number;
  /** The whole text matches it. */
  readonly pattern?: string;
}

/** Reads a text. The message does not repeat it: the API's model marks most texts as sensitive. */
export const text =
  ({ min = 0, max, pattern }: TextRules): Reader<string> =>
  (given, member) => {
    if (isAbsent(given)) throw violation('null ', member, 'not be null');
    if (typeof given !== 'string') throw unreadable(given, 'a String');
    if (given.length < min) throw violation('', member, `have length greater than or equal to ${min}`);
    if (given.length > max) throw violation('', member, `have length less than or equal to ${max}`);
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'su').test(given)) {
      throw violation('', member, `satisfy regular expression pattern: ${pattern}`);
    }
    return given;
  };

/** Reads one of the values of an enumeration. */
export const oneOf =
  <const Value extends string>(...values: readonly Value[]): Reader<Value> =>
  (given, member) => {
    const read = text({ max: Number.POSITIVE_INFINITY })(given, member);
    const value = values.find((one) => one === read);
    if (value !== undefined) return value;
    throw violation(`'${read}' `, member, `satisfy enum value set: [${values.join(', ')}]`);
  };

/** Reads a whole number. */
export const integer =
  (min: number, max: number): Reader<number> =>
  (given, member) => {
    if (typeof given !== 'number' || !Number.isInteger(given)) throw unreadable(given, 'an Integer');
    if (given < min) throw violation(`'${given}' `, member, `have value greater than or equal to ${min}`);
    if (given > max) throw violation(`'${given}' `, member, `have value less than or equal to ${max}`);
    return given;
  };

export const boolean: Reader<boolean> = (given) => {
  if (typeof given !== 'boolean') throw unreadable(given, 'a Boolean');
  return given;
};

/** Reads a list. */
export const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (given, member) => {
    if (isAbsent(given)) throw violation('null ', member, 'not be null');
    if (!Array.isArray(given)) throw unreadable(given, 'a List');
    return Array.from(given, (one: unknown, index) => read(one, `${member}.${index + 1}.member`));
  };

/** Reads a map of texts. */
export const textMap: Reader<ReadonlyMap<string, string>> = (given, member) => {
  if (isAbsent(given)) throw violation('null ', member, 'not be null');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw unreadable(given, 'a Map');
  const read = text({ max: 131_072 });
  const entries: readonly (readonly [string, unknown])[] = Object.entries(given);
  return new Map(entries.flatMap(([name, value]) => (isAbsent(value) ? [] : [[name, read(value, member)] as const])));
};

/** Reads a member that may be left out. */
export const optional =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (given, member) =>
    isAbsent(given) ? undefined : read(given, member);

/** Reads a member that has a default. */
export const withDefault =
  <T>(read: Reader<T>, fallback: T): Reader<T> =>
  (given, member) =>
    isAbsent(given) ? fallback : read(given, member);

/** Reads a structure. */
export const structure =
  <Members extends Shape>(shape: Members): Reader<Input<Members>> =>
  (given, member) => {
    if (isAbsent(given)) throw violation('null ', member, 'not be null');
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw unreadable(given, 'a Structure');
    return readMembers(shape, { ...given }, `${member}.`);
  };

const memberOf = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const readMembers = <Members extends Shape>(shape: Members, body: Body, prefix: string): Input<Members> => {
  const input: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, read] of Object.entries(shape)) {
    try {
      input[name] = read(Object.hasOwn(body, name) ? body[name] : undefined, prefix + memberOf(name));
    } catch (error) {
      if (!(error instanceof ConstraintViolation)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length === 0) return input as Input<Members>;
  if (prefix !== '') throw new ConstraintViolation(problems.join('; '));
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  throw new CognitoError('InvalidParameterException', `${count} detected: ${problems.join('; ')}`);
};

/**
 * Reads the input of an operation.
 *
 * @param others - Members that are validated, too, and that the result leaves out of its type.
 * @throws CognitoError that names every member that is not valid.
 */
export const readInput = <Members extends Shape>(shape: Members, body: Body, others: Shape = {}): Input<Members> =>
  readMembers<Members>({ ...others, ...shape }, body, '');
