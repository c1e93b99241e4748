import { fail } from './option-values.ts';
import {
  revocationLifetimeSeconds,
  type SessionRevocation,
  type TokenIdentity,
  type TokenRevocation,
  type UserRevocation,
} from './revocation-store.ts';

/** What a store writes down for a user. */
export interface UserEntry {
  readonly name: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
  /** When the last of those tokens is dead; whole seconds since the epoch. */
  readonly endsAt: number;
}

type Kind = 'token' | 'session' | 'user';

/** Neither a kind nor a pool id holds a colon: no two entries share a name, whatever stands in the id. */
const nameOf = (kind: Kind, userPoolId: string, id: string): string => `${kind}:${userPoolId}:${id}`;

/** Where each kind of entry is asked for, and by which member. */
const sources = {
  token: { call: 'revokeToken', member: 'jti' },
  session: { call: 'revokeSession', member: 'originJti' },
  user: { call: 'revokeUser', member: 'subject' },
} as const;

const poolIdForm = /^[\w-]+$/;
/** A JWT's header is JSON: `{"` in base64url. */
const jwtForm = /^eyJ[^.]*\.[^.]*\.[^.]*$/;

/** What would name nobody, and so revoke nothing while it looks done, is a mistake. Claims are not for messages. */
const nameNew = (kind: Kind, userPoolId: unknown, id: unknown): string => {
  const { call, member } = sources[kind];
  if (typeof userPoolId !== 'string' || !poolIdForm.test(userPoolId)) {
    throw new TypeError(`${call}: userPoolId must be a user pool id like "eu-west-1_AbC123xyz".`);
  }
  if (typeof id !== 'string' || id.trim() === '') {
    throw new TypeError(`${call}: ${member} must be a non-empty string. Does this token have one?`);
  }
  if (jwtForm.test(id)) {
    throw new TypeError(`${call}: ${member} must be a claim of the token; got the token itself.`);
  }
  return nameOf(kind, userPoolId, id);
};

/** Beyond this, in the year 5138, it is milliseconds: they would lock the user out for ever. */
const lastMoment = 1e11;

const readMoment = (issuedBefore: unknown): number => {
  const isNumber = typeof issuedBefore === 'number';
  if (isNumber && issuedBefore >= 0 && issuedBefore < lastMoment) return issuedBefore;
  const shown =
    isNumber && issuedBefore >= lastMoment && Number.isFinite(issuedBefore)
      ? `${issuedBefore}, which looks like milliseconds`
      : undefined;
  return fail('revokeUser: issuedBefore', issuedBefore, 'a time in seconds since the epoch', shown);
};

/**
 * Names the entries of a store that would revoke a token: its own, its sign-in's, its user's. For whoever writes a store.
 *
 * @param token - What the store is asked about.
 * @returns One to three names. A user's entry revokes tokens issued before its moment, the others revoke whatever they
 * are about.
 * @example
 * ```ts
 * import { entriesAbout, type TokenIdentity } from '@cognito-guard/core/revocation';
 *
 * const moments = new Map<string, number>();
 * const isRevoked = (token: TokenIdentity): boolean =>
 *   entriesAbout(token).some((name) => token.issuedAt < (moments.get(name) ?? 0));
 * ```
 */
export const entriesAbout = ({ userPoolId, subject, jti, originJti }: TokenIdentity): readonly string[] => [
  ...(jti === undefined ? [] : [nameOf('token', userPoolId, jti)]),
  ...(originJti === undefined ? [] : [nameOf('session', userPoolId, originJti)]),
  nameOf('user', userPoolId, subject),
];

/**
 * Names the entry of a revoked token. It is to be kept for {@link revocationLifetimeSeconds}.
 *
 * @param revocation - As it came to the store.
 * @returns The name.
 * @throws TypeError for a revocation that names no pool or no token.
 * @example
 * ```ts
 * import { tokenEntry } from '@cognito-guard/core/revocation';
 *
 * tokenEntry({ userPoolId: 'eu-west-1_AbC123xyz', jti: '7d5f' }); // 'token:eu-west-1_AbC123xyz:7d5f'
 * ```
 */
export const tokenEntry = ({ userPoolId, jti }: TokenRevocation): string => nameNew('token', userPoolId, jti);

/**
 * Names the entry of a revoked sign-in. It is to be kept for {@link revocationLifetimeSeconds}.
 *
 * @param revocation - As it came to the store.
 * @returns The name.
 * @throws TypeError for a revocation that names no pool or no sign-in.
 * @example
 * ```ts
 * import { sessionEntry } from '@cognito-guard/core/revocation';
 *
 * sessionEntry({ userPoolId: 'eu-west-1_AbC123xyz', originJti: '7d5f' }); // 'session:eu-west-1_AbC123xyz:7d5f'
 * ```
 */
export const sessionEntry = ({ userPoolId, originJti }: SessionRevocation): string =>
  nameNew('session', userPoolId, originJti);

/**
 * Names the entry of a revoked user, and says what stands in it. Of two moments the later one is to be kept.
 *
 * @param revocation - As it came to the store.
 * @returns Name, moment and end.
 * @throws TypeError for a revocation that names no pool, no user or no time in seconds.
 * @example
 * ```ts
 * import { userEntry } from '@cognito-guard/core/revocation';
 *
 * const { name, issuedBefore, endsAt } = userEntry({
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   subject: '7d5f',
 *   issuedBefore: Math.floor(Date.now() / 1000),
 * });
 * ```
 */
export const userEntry = ({ userPoolId, subject, issuedBefore }: UserRevocation): UserEntry => {
  const name = nameNew('user', userPoolId, subject);
  const moment = readMoment(issuedBefore);
  return Object.freeze({ name, issuedBefore: moment, endsAt: Math.ceil(moment) + revocationLifetimeSeconds });
};
