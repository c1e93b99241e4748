import {
  type AuthenticateOptions,
  type CompiledRequirements,
  compileRequirements,
  type Requirements,
} from '@cognito-guard/core/http';
import { fail, readObject, requirementNames, type UnknownRecord } from '@cognito-guard/core/internal';

/** Where authorizers find the token. */
export interface TokenOptions {
  /**
   * Where the token is read from. Default `bearer()`, for WebSocket APIs `[bearer(), webSocketProtocol()]`. With several sources, exactly one may hold a token. A REST `TOKEN`
   * authorizer's token counts as its Authorization header, whatever header it comes from.
   */
  readonly token?: NonNullable<AuthenticateOptions['token']>;
}

/** What was given of these names. A member that is there is taken, even when it is undefined: it is an error then. */
const pick = (given: UnknownRecord, names: readonly string[]): UnknownRecord =>
  Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));

/** For what another module of the caller exports; undefined where that is not the likely mistake. */
const hintOnImport = (given: unknown): string | undefined =>
  given === undefined ? 'Is it exported under another name, or is an import circular?' : undefined;

/** Requirements as they were given, and compiled. */
export interface Rules {
  readonly given: Requirements;
  /** Undefined where nothing but a good token is asked for. */
  readonly compiled: CompiledRequirements | undefined;
}

/**
 * Requirements that stand among other options.
 *
 * @param option - Whose they are, for messages: `restAuthorizer: routes[0]`.
 */
export const readRules = (option: string, options: UnknownRecord): Rules => {
  const given: Requirements = pick(options, requirementNames);
  if (Object.keys(given).length === 0) return { given, compiled: undefined };
  try {
    return { given, compiled: compileRequirements(given) };
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`${option}: ${error.message}`) : error;
  }
};

/**
 * A list of objects among the options, each with these names and requirements.
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
