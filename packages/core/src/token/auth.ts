import { FrozenSet } from '../lib/frozen-set.ts';
import { freezePlain } from '../lib/standard-schema.ts';
import type {
  CommonClaims,
  IdClaims,
  Identity,
  MachineAccessClaims,
  TokenTimes,
  TokenUse,
  UserAccessClaims,
} from './claims.ts';
import type { ReadCustomClaims } from './custom-claims.ts';
import { isRecent } from './step-up.ts';

interface AuthBase<Custom> {
  /** `sub`: the user's stable id, or the client id of a machine. */
  readonly subject: string;
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** `cognito:groups`. Group names are case-sensitive. */
  readonly groups: ReadonlySet<string>;
  /** `scope`, split. Empty in ID tokens. */
  readonly scopes: ReadonlySet<string>;
  /** What the verifier's `claims` schema makes of the claims, deep-frozen; undefined without a schema. */
  readonly custom: Custom;
  /** The user pool, as configured. */
  readonly userPoolId: string;
  /** `iss`, exactly as in the token. */
  readonly issuer: string;
  /** `iat`, seconds since the epoch. */
  readonly issuedAt: number;
  /** `exp`, seconds since the epoch. */
  readonly expiresAt: number;
  /** `acr`, the authentication level that the user reached, such as `urn:cognito:loa:3`. Undefined for a machine. */
  readonly acr: string | undefined;
  /** `auth_time`, when the user signed in, seconds since the epoch. A refreshed token keeps it. Undefined for a machine. */
  readonly authTime: number | undefined;
  /**
   * Whether the user signed in recently, by the verifier's clock and tolerance at the time of the call.
   *
   * @param seconds - The longest time since the sign-in.
   * @returns False without `authTime`, and for a time in the future.
   */
  signedInWithin(seconds: number): boolean;
  /**
   * The token as sent. It does not show in `JSON.stringify` or `util.inspect`. Pass the object itself on: a copy, such as
   * `{ ...auth }`, lacks `token` and `signedInWithin`, which its type does not tell.
   */
  readonly token: string;
}

/** A user, identified by an access token. */
export interface UserAccessAuth<Custom = unknown> extends AuthBase<Custom> {
  readonly tokenUse: 'access';
  readonly username: string;
  readonly claims: UserAccessClaims;
}

/** A machine, identified by an access token of the client credentials grant. */
export interface MachineAccessAuth<Custom = unknown> extends AuthBase<Custom> {
  readonly tokenUse: 'access';
  readonly username: undefined;
  readonly claims: MachineAccessClaims;
}

/** A user, identified by an ID token. */
export interface IdAuth<Custom = unknown> extends AuthBase<Custom> {
  readonly tokenUse: 'id';
  readonly username: string;
  readonly claims: IdClaims;
}

/** A user or a machine, identified by an access token. `auth.username` is undefined for a machine. */
export type AccessAuth<Custom = unknown> = UserAccessAuth<Custom> | MachineAccessAuth<Custom>;

/**
 * A verified token: deep-frozen, and typed by the verifier's `tokenUse` and its `claims` schema.
 *
 * @example
 * ```ts
 * import type { Auth } from '@cognito-guard/core';
 *
 * const nameOf = (auth: Auth<'access'>): string => auth.username ?? `machine ${auth.clientId}`;
 * ```
 */
export type Auth<Use extends TokenUse | null = null, Custom = unknown> = Use extends 'access'
  ? AccessAuth<Custom>
  : Use extends 'id'
    ? IdAuth<Custom>
    : AccessAuth<Custom> | IdAuth<Custom>;

/** All results of verifying a token, without the token. Made once, and shared by every request. */
export interface Verdict extends Omit<Identity, 'groups' | 'scopes'>, TokenTimes {
  readonly claims: CommonClaims;
  readonly custom: unknown;
  readonly groups: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly userPoolId: string;
  readonly issuer: string;
}

/**
 * Combines the results of the checks, and freezes them.
 *
 * @throws What `readCustom` throws for claims that the schema refuses.
 */
export const makeVerdict = (
  userPoolId: string,
  claims: CommonClaims,
  times: TokenTimes,
  identity: Identity,
  readCustom: ReadCustomClaims | undefined,
): Verdict => ({
  ...times,
  ...identity,
  claims: freezePlain(claims),
  custom: readCustom?.(claims),
  groups: new FrozenSet(identity.groups),
  scopes: new FrozenSet(identity.scopes),
  userPoolId,
  issuer: claims.iss,
});

/** The verifier's clock: milliseconds since the epoch, and the seconds that it may differ from the issuer's. */
export interface VerifierClock {
  readonly clock: () => number;
  readonly clockToleranceSeconds: number;
}

/** One request's view of a verdict. Only the view holds the token: no cache does. */
export class VerifiedToken {
  readonly claims: CommonClaims;
  readonly custom: unknown;
  readonly tokenUse: TokenUse;
  readonly subject: string;
  readonly username: string | undefined;
  readonly clientId: string;
  readonly groups: ReadonlySet<string>;
  readonly scopes: ReadonlySet<string>;
  readonly userPoolId: string;
  readonly issuer: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly acr: string | undefined;
  readonly authTime: number | undefined;
  readonly #token: string;
  readonly #time: VerifierClock;

  constructor(verdict: Verdict, token: string, time: VerifierClock) {
    this.claims = verdict.claims;
    this.custom = verdict.custom;
    this.tokenUse = verdict.tokenUse;
    this.subject = verdict.subject;
    this.username = verdict.username;
    this.clientId = verdict.clientId;
    this.groups = verdict.groups;
    this.scopes = verdict.scopes;
    this.userPoolId = verdict.userPoolId;
    this.issuer = verdict.issuer;
    this.issuedAt = verdict.issuedAt;
    this.expiresAt = verdict.expiresAt;
    this.acr = verdict.acr;
    this.authTime = verdict.authTime;
    this.#token = token;
    this.#time = time;
    Object.freeze(this);
  }

  get token(): string {
    return this.#token;
  }

  signedInWithin(seconds: number): boolean {
    const { clock, clockToleranceSeconds } = this.#time;
    return isRecent(this.authTime, seconds, clock() / 1000, clockToleranceSeconds);
  }
}
