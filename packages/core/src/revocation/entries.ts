import { fail } from '../lib/option-values.ts';
import {
  type ClientRevocation,
  type PoolRevocation,
  revocationLifetimeSeconds,
  type SessionRevocation,
  type TokenIdentity,
  type TokenRevocation,
  type UserRevocation,
} from './store.ts';

/** A store's entry that revokes by time: for a user, an app client or a pool. */
export interface MomentEntry {
  readonly name: string;
  /** Tokens with an `iat` before this are revoked; seconds since the epoch. */
  readonly issuedBefore: number;
  /** When the last of those tokens is dead; whole seconds since the epoch. */
  readonly endsAt: number;
}

/** Each kind of entry: the function that writes it, and the member that it is named by. */
const kinds = {
  token: { call: 'revokeToken', member: 'jti' },
  session: { call: 'revokeSession', member: 'originJti' },
  user: { call: 'revokeUser', member: 'subject' },
  client: { call: 'revokeClient', member: 'clientId' },
} as const;

type Kind = keyof typeof kinds;

/** Neither a kind nor a pool id holds a colon: no two entries share a name, whatever stands in the id. */
const nameOf = (kind: Kind, userPoolId: string, id: string): string => `${kind}:${userPoolId}:${id}`;
const poolNameOf = (userPoolId: string): string => `pool:${userPoolId}`;

const poolIdForm = /^[\w-]+$/;
/** A JWT's header is JSON: `{"` in base64url. */
const jwtForm = /^eyJ[^.]*\.[^.]*\.[^.]*$/;

const checkPool = (call: string, userPoolId: unknown): void => {
  if (typeof userPoolId === 'string' && poolIdForm.test(userPoolId)) return;
  throw new TypeError(`${call}: userPoolId must be a user pool id like "eu-west-1_AbC123xyz".`);
};

/** What would name nobody, and so revoke nothing while it looks done, is a mistake. Claims are not for messages. */
const nameNew = (kind: Kind, userPoolId: string, id: unknown): string => {
  const { call, member } = kinds[kind];
  checkPool(call, userPoolId);
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

const readMoment = (call: string, issuedBefore: unknown): number => {
  const isNumber = typeof issuedBefore === 'number';
  if (isNumber && issuedBefore >= 0 && issuedBefore < lastMoment) return issuedBefore;
  const shown =
    isNumber && issuedBefore >= lastMoment && Number.isFinite(issuedBefore)
      ? `${issuedBefore}, which looks like milliseconds`
      : undefined;
  return fail(`${call}: issuedBefore`, issuedBefore, 'a time in seconds since the epoch', shown);
};

const momentEntry = (call: string, name: string, issuedBefore: unknown): MomentEntry => {
  const moment = readMoment(call, issuedBefore);
  return Object.freeze({ name, issuedBefore: moment, endsAt: Math.ceil(moment) + revocationLifetimeSeconds });
};

/**
 * Names the entries that revoke tokens of many users: the one of the app client, and the one of the pool. Every question
 * of a client names the same two, so that a store may remember what it read of them for some seconds.
 *
 * @param token - The token that the store is asked about.
 * @returns One or two names; both entries revoke tokens issued before their moment.
 * @example
 * ```ts
 * import { sharedEntries } from '@cognito-guard/core/revocation';
 *
 * sharedEntries({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' });
 * // ['client:eu-west-1_AbC123xyz:web', 'pool:eu-west-1_AbC123xyz']
 * ```
 */
export const sharedEntries = ({
  userPoolId,
  clientId,
}: Pick<TokenIdentity, 'userPoolId' | 'clientId'>): readonly string[] => [
  ...(clientId === undefined ? [] : [nameOf('client', userPoolId, clientId)]),
  poolNameOf(userPoolId),
];

/**
 * Names the entries of a store that would revoke a token: its own, its sign-in's, its user's, and the
 * {@link sharedEntries} of its client and its pool. For whoever writes a store.
 *
 * @param token - What the store is asked about.
 * @returns Two to five names. The entries of a token and of a sign-in revoke whatever they are about; the others revoke
 * tokens issued before their moment.
 * @example
 * ```ts
 * import { entriesAbout, type TokenIdentity } from '@cognito-guard/core/revocation';
 *
 * const moments = new Map<string, number>();
 * const isRevoked = (token: TokenIdentity): boolean =>
 *   entriesAbout(token).some((name) => token.issuedAt < (moments.get(name) ?? 0));
 * ```
 */
export const entriesAbout = (token: TokenIdentity): readonly string[] => [
  ...(token.jti === undefined ? [] : [nameOf('token', token.userPoolId, token.jti)]),
  ...(token.originJti === undefined ? [] : [nameOf('session', token.userPoolId, token.originJti)]),
  nameOf('user', token.userPoolId, token.subject),
  ...sharedEntries(token),
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
export const userEntry = ({ userPoolId, subject, issuedBefore }: UserRevocation): MomentEntry =>
  momentEntry('revokeUser', nameNew('user', userPoolId, subject), issuedBefore);

/**
 * Names the entry of a revoked app client, and says what stands in it. Of two moments the later one is to be kept.
 *
 * @param revocation - As it came to the store.
 * @returns Name, moment and end.
 * @throws TypeError for a revocation that names no pool, no client or no time in seconds.
 * @example
 * ```ts
 * import { clientEntry } from '@cognito-guard/core/revocation';
 *
 * const { name } = clientEntry({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', issuedBefore: 1_700_000_000 });
 * ```
 */
export const clientEntry = ({ userPoolId, clientId, issuedBefore }: ClientRevocation): MomentEntry =>
  momentEntry('revokeClient', nameNew('client', userPoolId, clientId), issuedBefore);

/**
 * Names the entry of a revoked user pool, and says what stands in it. Of two moments the later one is to be kept.
 *
 * @param revocation - As it came to the store.
 * @returns Name, moment and end.
 * @throws TypeError for a revocation that names no pool or no time in seconds.
 * @example
 * ```ts
 * import { poolEntry } from '@cognito-guard/core/revocation';
 *
 * const { name } = poolEntry({ userPoolId: 'eu-west-1_AbC123xyz', issuedBefore: 1_700_000_000 });
 * ```
 */
export const poolEntry = ({ userPoolId, issuedBefore }: PoolRevocation): MomentEntry => {
  checkPool('revokePool', userPoolId);
  return momentEntry('revokePool', poolNameOf(userPoolId), issuedBefore);
};
