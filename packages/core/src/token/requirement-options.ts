import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, fail, type Reader } from '../lib/option-values.ts';
import type { Auth } from './auth.ts';
import { acrValues, maxAuthAge } from './step-up.ts';

/** The values that requirements check, in a verified token or in an authorizer's context. */
export interface Grants {
  readonly groups: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  /** The authentication level that the user reached. */
  readonly acr?: string | undefined;
  /** Whether the user signed in at most this many seconds ago. */
  signedInWithin?(seconds: number): boolean;
}

/**
 * The requirements of a request besides a valid token. All given requirements must be met.
 *
 * `undefined`, an empty array or an empty string is a construction error, never "no check".
 */
export interface Requirements<A extends Grants = Auth> {
  /** Every one of these scopes. */
  readonly allScopes?: readonly string[];
  /** At least one of these scopes. */
  readonly anyScope?: readonly string[];
  /** Every one of these groups; names are case-sensitive. */
  readonly allGroups?: readonly string[];
  /** At least one of these groups; names are case-sensitive. */
  readonly anyGroup?: readonly string[];
  /**
   * Your own rule over the verified token, synchronous; false is 403 `forbidden`. An error that it throws is rethrown
   * unchanged.
   */
  readonly check?: (auth: A) => boolean;
  /**
   * The authentication level that the user must have reached (`acr`); one of several values is enough. One of Cognito's
   * own levels, `urn:cognito:loa:1` to `urn:cognito:loa:4`, also accepts the stronger ones; the name of your own level
   * accepts that name only. A token without `acr`, and every machine, is refused with 401
   * `insufficient_user_authentication` (RFC 9470).
   */
  readonly acr?: string | readonly string[];
  /**
   * The longest time since the user signed in (`auth_time`), in seconds; a refreshed token keeps the time of the
   * sign-in. A token without `auth_time`, and every machine, is refused with 401 `insufficient_user_authentication`.
   */
  readonly maxAuthAgeSeconds?: number;
}

/** The code of each requirement that is not met. */
export const requirementCodes = {
  allScopes: 'insufficient_scope',
  anyScope: 'insufficient_scope',
  allGroups: 'insufficient_group',
  anyGroup: 'insufficient_group',
  check: 'forbidden',
  // Last: a user who may not use the route at all is not sent to sign in again.
  acr: 'insufficient_user_authentication',
  maxAuthAgeSeconds: 'insufficient_user_authentication',
} as const;

export type Requirement = keyof typeof requirementCodes;

/** The names of {@link Requirements}. */
export const requirementNames: readonly string[] = Object.keys(requirementCodes);

/** RFC 6749 §3.3: the characters of a scope. They also make a scope safe inside a challenge. */
export const scopeToken: RegExp = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const names = arrayLike('a non-empty array of non-empty strings', /./s);

const scopes: Reader<readonly string[]> = (given, path) => {
  const list = names(given, path);
  const bad = list.find((scope) => !scopeToken.test(scope));
  return bad === undefined ? list : fail(path, bad, 'an array of scopes without spaces, quotes or backslashes');
};

const check: Reader<(auth: unknown) => boolean> = (given, path) => {
  const expected = 'a synchronous function that returns true or false';
  if (typeof given !== 'function') return fail(path, given, expected);
  if (given.constructor.name === 'AsyncFunction') return fail(path, given, expected, 'an async function');
  return given as (auth: unknown) => boolean;
};

const schema = {
  allScopes: optional(scopes, []),
  anyScope: optional(scopes),
  allGroups: optional(names, []),
  anyGroup: optional(names),
  check: optional(check),
  acr: optional(acrValues),
  maxAuthAgeSeconds: optional(maxAuthAge),
} satisfies Schema<Requirements>;

/** {@link Requirements}, resolved. */
export interface RequirementSettings<A> {
  readonly allScopes: readonly string[];
  readonly anyScope: readonly string[] | undefined;
  readonly allGroups: readonly string[];
  readonly anyGroup: readonly string[] | undefined;
  readonly check: ((auth: A) => boolean) | undefined;
  readonly acr: readonly string[] | undefined;
  readonly maxAuthAgeSeconds: number | undefined;
}

/**
 * Reads {@link Requirements}.
 *
 * @param option - Their name in messages.
 * @throws TypeError for an invalid requirement.
 */
export const readRequirements = <A>(option: string, given: unknown): RequirementSettings<A> =>
  readOptions(option, given, schema);
