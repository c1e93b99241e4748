import type { TestKey } from '../keys/key.ts';
import { checkValues, knownOptions, type ValueRule } from '../lib/known-options.ts';
import type { SegmentContent } from './jws.ts';

/** Options of every kind of test token. */
export interface TokenOptions {
  /**
   * Claims that override the usual ones or are added, such as `acr` and `amr`, which Cognito adds for sign-ins with an
   * authentication level. `undefined` removes a claim.
   */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members that override `alg` and `kid` or are added. `undefined` removes a member. */
  readonly header?: Readonly<Record<string, unknown>>;
  /**
   * Seconds from now to `exp`; default 3600. Zero or less: a token with a lifetime of one hour that expired that many
   * seconds ago. Its `iat` moves back too, so that only its expiry is wrong.
   */
  readonly expiresIn?: number;
  /** The token's app client; default the pool's. */
  readonly clientId?: string;
  /** The signing key, named by the header's `kid`; default the pool's current key for this kind of token. */
  readonly key?: TestKey;
}

/** Options of a user's token. */
export interface UserTokenOptions extends TokenOptions {
  /** `cognito:groups`; default none, as for a Cognito user without groups. */
  readonly groups?: readonly string[];
  /** The user name; default `test-user`. */
  readonly username?: string;
  /** The user's id. Default the pool's {@link TestPool.subject}, or for another `username` a UUID made from that name. */
  readonly sub?: string;
  /**
   * Whether the user signed in through managed login, which adds `version` to access tokens and `at_hash` to ID tokens.
   * Default false; true for an access token with a scope that API sign-in does not issue.
   */
  readonly managedLogin?: boolean;
}

/** Options of a user's ID token. */
export type IdTokenOptions = UserTokenOptions;

/** Options of a user's access token. */
export interface AccessTokenOptions extends UserTokenOptions {
  /** Scopes, an array or text joined by spaces; default `aws.cognito.signin.user.admin`. */
  readonly scope?: string | readonly string[];
}

/** Options of a sign-in: `claims` go into both tokens, `scope` into the access token. */
export type SignInOptions = Omit<AccessTokenOptions, 'header' | 'key'>;

/** Options of a client-credentials access token, which has no user and therefore no groups. */
export interface MachineTokenOptions extends TokenOptions {
  /** Custom scopes, an array or text joined by spaces; default `orders/read`. */
  readonly scope?: string | readonly string[];
}

/** Options of the lowest-level signer, which adds nothing: it can sign any hostile token. */
export interface SignOptions {
  /** An object is encoded as JSON, text and bytes unchanged. */
  readonly header: SegmentContent;
  /** An object is encoded as JSON, text and bytes unchanged. */
  readonly payload: SegmentContent;
  /** Default: the pool's access-token key. */
  readonly key?: TestKey;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const text: ValueRule = ['a string', isText];
const object: ValueRule = ['an object', isObject];

const rules: Readonly<Record<Exclude<keyof AccessTokenOptions, 'key'>, ValueRule>> = {
  claims: object,
  header: object,
  expiresIn: ['a number of seconds', Number.isFinite],
  clientId: text,
  username: text,
  sub: text,
  groups: ['an array', Array.isArray],
  scope: ['a string or an array', (value) => isText(value) || Array.isArray(value)],
  managedLogin: ['true or false', (value) => typeof value === 'boolean'],
};

/**
 * Returns the options of a token after a check of their names and the types of their values. `claims` may hold any value.
 *
 * @throws TypeError that names the option.
 */
export const tokenOptions = <T extends object>(where: string, options: T, names: readonly string[]): T => {
  checkValues(where, knownOptions(where, options, names), rules);
  return options;
};

const tokenNames: readonly (keyof TokenOptions)[] = ['claims', 'header', 'expiresIn', 'clientId', 'key'];

/** The names of {@link UserTokenOptions}. */
export const userTokenNames: readonly (keyof UserTokenOptions)[] = [
  ...tokenNames,
  'groups',
  'username',
  'sub',
  'managedLogin',
];

/** The names of {@link AccessTokenOptions}. */
export const accessTokenNames: readonly (keyof AccessTokenOptions)[] = [...userTokenNames, 'scope'];

/** The names of {@link SignInOptions}. */
export const signInNames: readonly (keyof SignInOptions)[] = [
  'claims',
  'expiresIn',
  'clientId',
  'groups',
  'username',
  'sub',
  'managedLogin',
  'scope',
];

/** The names of {@link MachineTokenOptions}. */
export const machineTokenNames: readonly (keyof MachineTokenOptions)[] = [...tokenNames, 'scope'];
