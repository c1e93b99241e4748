import {
  type AuthenticateOptions,
  type CompiledRequirements,
  compileRequirements,
  type Requirements,
} from '@cognito-guard/core/http';
import {
  fail,
  optional,
  readMembers,
  readObject,
  requirementNames,
  type UnknownRecord,
  wholeNumberOf,
} from '@cognito-guard/core/internal';

/** The token sources of an authorizer. */
export interface TokenOptions {
  /**
   * The sources of the token. Default `bearer()`, for WebSocket APIs `[bearer(), webSocketProtocol()]`. With several
   * sources, exactly one may hold a token. The token of a REST `TOKEN` authorizer counts as its Authorization header,
   * whatever header it comes from.
   */
  readonly token?: NonNullable<AuthenticateOptions['token']>;
}

/** The given members with these names. A member that is present and undefined is kept, so that it is an error. */
const pick = (given: UnknownRecord, names: readonly string[]): UnknownRecord =>
  Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));

/** A hint on another module's export; undefined where that is not the likely mistake. */
const hintOnImport = (given: unknown): string | undefined =>
  given === undefined ? 'Is it exported under another name, or is an import circular?' : undefined;

/** The TTL of the authorizer. */
export interface TtlOptions {
  /**
   * How long API Gateway caches an answer (`authorizerResultTtlInSeconds`), 0 to 3,600; 0 without caching. Required with
   * `maxAuthAgeSeconds`, which is shortened by it: a cached answer must not outlive the accepted age of a sign-in. It
   * must equal the API's own setting, which the event does not contain.
   */
  readonly resultTtlSeconds?: number;
}

/** Reads {@link TtlOptions}; null is an unknown TTL. */
export const readTtl = (maker: string, options: UnknownRecord): number | null => {
  const schema = { resultTtlSeconds: optional(wholeNumberOf(0, 60 * 60, 'seconds')) };
  return readMembers(`${maker}: `, options, schema).resultTtlSeconds ?? null;
};

/** Requirements as given, and compiled. */
export interface Rules {
  readonly given: Requirements;
  /** Undefined where every valid token is accepted. */
  readonly compiled: CompiledRequirements | undefined;
}

/** The age that a sign-in may have now, so that it is still accepted when the cached answer expires. */
const ageWithin = (maxAge: number, ttl: number | null): number => {
  const why = 'API Gateway caches the answer, and a cached answer must not outlive the accepted age.';
  if (ttl === null)
    throw new TypeError(`maxAuthAgeSeconds needs the option resultTtlSeconds, the authorizer's TTL: ${why}`);
  if (ttl < maxAge) return maxAge - ttl;
  return fail('maxAuthAgeSeconds', maxAge, `above resultTtlSeconds (${ttl})`, undefined, why);
};

/**
 * Reads requirements among other options.
 *
 * @param option - Their owner in messages: `restAuthorizer: routes[0]`.
 * @param ttl - How long API Gateway caches an answer, in seconds; null where that is unknown. Default 0.
 */
export const readRules = (option: string, options: UnknownRecord, ttl: number | null = 0): Rules => {
  const given: Requirements = pick(options, requirementNames);
  if (Object.keys(given).length === 0) return { given, compiled: undefined };
  try {
    const compiled = compileRequirements(given);
    const { maxAuthAgeSeconds: maxAge } = given;
    if (maxAge === undefined || ttl === 0) return { given, compiled };
    const shortened = { ...given, maxAuthAgeSeconds: ageWithin(maxAge, ttl) };
    return { given: shortened, compiled: compileRequirements(shortened) };
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`${option}: ${error.message}`) : error;
  }
};

/**
 * Reads a list of objects, each with these names and requirements.
 *
 * @returns Each with its name for messages: `restAuthorizer: routes[0]`.
 */
export const readList = (
  option: string,
  given: unknown,
  names: readonly string[],
): readonly (readonly [string, UnknownRecord])[] => {
  if (!Array.isArray(given) || given.length === 0) {
    const expected = `a non-empty array of objects with ${names.join(', ')} and requirements`;
    return fail(option, given, expected, undefined, hintOnImport(given));
  }
  return Array.from(given, (one: unknown, index) => {
    const name = `${option}[${index}]`;
    const members = readObject(name, one, [...names, ...requirementNames]);
    const missing = names.find((member) => !(member in members));
    if (missing !== undefined) throw new TypeError(`${name} has no ${missing}.`);
    return [name, members];
  });
};
