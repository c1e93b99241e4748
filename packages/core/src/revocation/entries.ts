import { fail } from '../lib/option-values.ts';
import { checkPool, nameNew, nameOf, poolNameOf } from './entry-names.ts';
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
  /** When the last of those tokens expires; whole seconds since the epoch. */
  readonly endsAt: number;
}

/** A larger number is a time after the year 5138: it is in milliseconds and would revoke every future token. */
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
 * Names the entries that revoke the tokens of many users: the app client's and the pool's. They are the same for all
 * tokens of a client, so a store may cache them for some seconds.
 *
 * @param token - The token to look up.
 * @returns One or two names; both entries revoke tokens issued before their `issuedBefore`.
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
 * Names the entries that can revoke a token: its own, its sign-in's, its user's, and the {@link sharedEntries} of its
 * client and its pool. For implementers of a store.
 *
 * @param token - The token to look up.
 * @returns Two to five names. The entries of a token and of a sign-in revoke every token that they name; the others
 * revoke tokens issued before their `issuedBefore`.
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
 * Names the entry of a revoked token. A store keeps it for {@link revocationLifetimeSeconds}.
 *
 * @param revocation - The store's argument.
 * @returns The name.
 * @throws TypeError where the pool or the token is missing.
 * @example
 * ```ts
 * import { tokenEntry } from '@cognito-guard/core/revocation';
 *
 * tokenEntry({ userPoolId: 'eu-west-1_AbC123xyz', jti: '7d5f' }); // 'token:eu-west-1_AbC123xyz:7d5f'
 * ```
 */
export const tokenEntry = ({ userPoolId, jti }: TokenRevocation): string => nameNew('token', userPoolId, jti);

/**
 * Names the entry of a revoked sign-in. A store keeps it for {@link revocationLifetimeSeconds}.
 *
 * @param revocation - The store's argument.
 * @returns The name.
 * @throws TypeError where the pool or the sign-in is missing.
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
 * Returns the entry of a revoked user. A store keeps the later of two `issuedBefore`.
 *
 * @param revocation - The store's argument.
 * @returns The entry's name, `issuedBefore` and `endsAt`.
 * @throws TypeError where the pool, the user or the time in seconds is missing.
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
 * Returns the entry of a revoked app client. A store keeps the later of two `issuedBefore`.
 *
 * @param revocation - The store's argument.
 * @returns The entry's name, `issuedBefore` and `endsAt`.
 * @throws TypeError where the pool, the client or the time in seconds is missing.
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
 * Returns the entry of a revoked user pool. A store keeps the later of two `issuedBefore`.
 *
 * @param revocation - The store's argument.
 * @returns The entry's name, `issuedBefore` and `endsAt`.
 * @throws TypeError where the pool or the time in seconds is missing.
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
