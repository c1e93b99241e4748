import type { SegmentContent } from './jws.ts';
import type { TestKey } from './keys.ts';

/** What every kind of test token takes. */
export interface TokenOptions {
  /**
   * Claims that override or join the usual ones, such as `acr` and `amr`, which Cognito adds where the sign-in asked for
   * an authentication level. A claim given as `undefined` is left out of the token.
   */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members that override or join `alg` and `kid`. One given as `undefined` is left out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /**
   * Seconds from now to `exp`; default 3600. Zero or less makes a token of the usual one-hour life that expired that
   * many seconds ago (its `iat` moves back with it), so that expiry is the only thing wrong with it.
   */
  readonly expiresIn?: number;
  /** The app client the token is for; default the pool's. */
  readonly clientId?: string;
  /** The key to sign with, whose `kid` the header names; default the pool's current key for this kind of token. */
  readonly key?: TestKey;
}

/** What a token of a signed-in user takes besides {@link TokenOptions}. */
export interface UserTokenOptions extends TokenOptions {
  /** `cognito:groups`; left out by default, as Cognito does for a user in no group. */
  readonly groups?: readonly string[];
  /** The user name; default `test-user`. */
  readonly username?: string;
  /** The user's id. Default the pool's {@link TestPool.subject}, or for another `username` a UUID made from that name. */
  readonly sub?: string;
  /**
   * Whether the user signed in through managed login, which adds `version` to access tokens and `at_hash` to ID tokens.
   * Default false; for an access token with a scope that API sign-in does not give, true.
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

/** Options of the lowest-level signer: nothing is filled in, so anything hostile can be signed. */
export interface SignOptions {
  /** An object is written as JSON; text or bytes are taken as they are. */
  readonly header: SegmentContent;
  /** An object is written as JSON; text or bytes are taken as they are. */
  readonly payload: SegmentContent;
  /** Default: the pool's access-token key. */
  readonly key?: TestKey;
}

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
