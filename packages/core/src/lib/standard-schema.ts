import { fail, failOther, type Reader } from './option-values.ts';
import { isObject } from './value-types.ts';

/** Where a value breaks a schema: keys from the outermost object inwards. */
interface SchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/** The result of a schema's check: issues, or the value that the schema makes of its input. */
type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<SchemaIssue> };

/**
 * A schema of any library that implements Standard Schema 1, such as zod from 3.24, valibot from 1.0 and ArkType from 2.0.
 *
 * @typeParam Input - What the schema checks.
 * @typeParam Output - What it makes of it, with defaults and transformations.
 * @see https://standardschema.dev
 */
export interface StandardSchema<Input = unknown, Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** A value that a schema accepts, or the paths of the first issues: names only, never a value. */
export type SchemaOutcome<Output> =
  | { readonly value: Output; readonly refusedAt?: undefined }
  | { readonly refusedAt: string };

const expected = 'a schema of Standard Schema 1, such as an object schema of zod, valibot or ArkType';

/** Reads a schema. Libraries make their schemas objects or functions. */
export const schemaOption: Reader<StandardSchema> = (given, path) => {
  const isHolder = isObject(given) || typeof given === 'function';
  const standard: unknown = isHolder ? Reflect.get(given, '~standard') : undefined;
  if (isObject(standard)) {
    if (standard['version'] === 1 && typeof standard['validate'] === 'function') return given as StandardSchema;
    return fail(path, given, expected, 'a schema of another version of Standard Schema');
  }
  const holdsSchemas = isObject(given) && Object.values(given).some((one) => isObject(one) && '~standard' in one);
  return failOther(path, given, expected, holdsSchemas ? 'an object of schemas' : undefined);
};

const maxIssues = 3;
/** {@link SchemaOutcome} of issues that name no member. */
export const whole = 'the object as a whole';

/** A key that is the name of a member; others may be values, such as an address that is the key of a record. */
const namePattern = /^[\w:-]{1,64}$/;

const nameOf = (segment: PropertyKey | { readonly key: PropertyKey }): string => {
  const key = typeof segment === 'object' ? segment.key : segment;
  return typeof key !== 'symbol' && namePattern.test(String(key)) ? String(key) : '*';
};

const pathOf = ({ path = [] }: SchemaIssue): string => path.map(nameOf).join('.') || whole;

/** A failure of the schema itself. The schema's error may quote the value, so only its name is kept. */
const faulty = (option: string, what: string): TypeError => new TypeError(`${option}: the schema ${what}.`);

const validate = <Output>(schema: StandardSchema<unknown, Output>, value: unknown, option: string): unknown => {
  try {
    return schema['~standard'].validate(value);
  } catch (error) {
    throw faulty(option, `threw ${error instanceof Error ? error.name : 'a value that is not an Error'}`);
  }
};

/**
 * Checks a value by a schema.
 *
 * @param option - The schema's option in messages: `createVerifier: claims`.
 * @returns What the schema makes of the value, or where it refuses it.
 * @throws TypeError where the schema is asynchronous, throws, or returns no result.
 */
export const checkBySchema = <Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
  option: string,
): SchemaOutcome<Output> => {
  const result = validate(schema, value, option);
  if (isObject(result) && typeof result['then'] === 'function') {
    // Its rejection must not end the process.
    Promise.resolve(result).catch(() => undefined);
    throw faulty(option, 'returned a promise: it must be synchronous, and no function in it may throw');
  }
  if (!isObject(result) || (result['issues'] === undefined && !('value' in result))) {
    throw faulty(option, 'returned no result');
  }
  const { value: output, issues } = result;
  if (issues === undefined) return { value: output as Output };
  const paths = Array.from((issues ?? []) as readonly SchemaIssue[], pathOf);
  return { refusedAt: [...new Set(paths)].slice(0, maxIssues).join(', ') || whole };
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
};

/**
 * Freezes plain objects and arrays recursively. Instances of classes, such as dates, stay as they are. Drops a `__proto__`
 * member of parsed JSON: an assignment would make it a prototype.
 */
export const freezePlain = <T>(value: T, seen: Set<unknown> = new Set()): T => {
  if (!isObject(value) || seen.has(value) || !isPlain(value)) return value;
  seen.add(value);
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  for (const member of Object.values(value)) freezePlain(member, seen);
  return Object.freeze(value);
};
