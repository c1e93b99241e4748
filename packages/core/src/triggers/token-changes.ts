import { optional, readMembers, readObject, type Schema, type Settings } from '../lib/option-schema.ts';
import { missing, type Reader, type UnknownRecord } from '../lib/option-values.ts';
import { scopeToken } from '../token/requirement-options.ts';

/** Changes of one kind of token. */
export interface ClaimChanges {
  /** Claims to add or override. Default none. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims to leave out, also where `claims` has them. Default none. */
  readonly suppress?: readonly string[];
}

/**
 * What the function of `preTokenGeneration` returns.
 *
 * @typeParam Claims - What the schema accepts.
 */
export interface TokenChanges<Claims> {
  /** The schema's claims, for the tokens that `tokenUse` names. */
  readonly claims: Claims;
  /** Claims to leave out of every token. Default none. */
  readonly suppress?: readonly string[];
  /** More changes of access tokens alone. */
  readonly access?: ClaimChanges;
  /** More changes of ID tokens alone, such as `{ suppress: ['email'] }`. A machine has no ID token. */
  readonly id?: ClaimChanges;
  /** Scopes to add to the access token, and to leave out of it. Default none. */
  readonly scopes?: { readonly add?: readonly string[]; readonly suppress?: readonly string[] };
  /**
   * Replaces the user's groups in both tokens; an empty array removes them. Default the user's groups. Where groups are
   * replaced, the tokens name no IAM role but those of `roles` and `preferredRole`.
   */
  readonly groups?: readonly string[];
  /** Replaces the IAM roles that the ID token names. Default the user's, unless `groups` replaces the groups. */
  readonly roles?: readonly string[];
  /** Replaces the preferred IAM role. Default the user's, unless `groups` or `roles` is given. */
  readonly preferredRole?: string;
}

/** {@link TokenChanges} with their defaults. */
export interface TokenChangesSettings {
  readonly claims: UnknownRecord;
  readonly suppress: readonly string[];
  readonly access: Required<ClaimChanges>;
  readonly id: Required<ClaimChanges>;
  readonly scopes: Required<NonNullable<TokenChanges<unknown>['scopes']>>;
  readonly groups: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
  readonly preferredRole: string | undefined;
}

/** A value is never shown: Cognito sends a trigger's error message to the client. */
const refuse = (path: string, expected: string): never => {
  throw new TypeError(`${path} must be ${expected}.`);
};

const record: Reader<UnknownRecord> = (given, path) => {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isRecord ? (given as UnknownRecord) : refuse(path, 'an object of claims by name');
};

const texts =
  (expected: string, pattern = /./s): Reader<readonly string[]> =>
  (given, path) => {
    const isText = (one: unknown): one is string => typeof one === 'string' && pattern.test(one);
    return Array.isArray(given) && Array.from(given).every(isText) ? given : refuse(path, expected);
  };

const text: Reader<string> = (given, path) =>
  typeof given === 'string' && given !== '' ? given : refuse(path, 'a non-empty string');

const objectOf =
  <Declared extends Readonly<Record<string, Reader<unknown>>>>(schema: Declared): Reader<Settings<Declared>> =>
  (given, path) => {
    if (given !== missing && (typeof given !== 'object' || given === null || Array.isArray(given))) {
      return refuse(path, `an object with ${Object.keys(schema).join(', ')}`);
    }
    const members = given === missing ? {} : readObject(path, given, Object.keys(schema));
    return readMembers(`${path}.`, members, schema);
  };

const names = texts('an array of claim names');
const scopes = texts('an array of scopes without spaces, quotes or backslashes', scopeToken);
const claimChanges = objectOf({
  claims: optional(record, {}),
  suppress: optional(names, []),
} satisfies Schema<ClaimChanges>);

const schema = {
  claims: record,
  suppress: optional(names, []),
  access: claimChanges,
  id: claimChanges,
  scopes: objectOf({ add: optional(scopes, []), suppress: optional(scopes, []) }),
  groups: optional(texts('an array of group names')),
  roles: optional(texts('an array of ARNs of IAM roles')),
  preferredRole: optional(text),
} satisfies Schema<TokenChanges<unknown>>;

const readAll = objectOf(schema);

/**
 * Reads {@link TokenChanges}.
 *
 * @throws TypeError that names the member, and shows no value.
 */
export const readTokenChanges = (given: unknown): TokenChangesSettings =>
  readAll(given, 'preTokenGeneration: the result');
