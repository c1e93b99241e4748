import { fail, type Loose, readObject, readRequired, readStrings } from './option-values.ts';
import { type RevocationStore, readStore } from './revocation-store.ts';

/** Options of {@link revocationHandler}. */
export interface RevocationHandlerOptions {
  /** The pools whose sign-outs count, one or several. What happens in others is ignored. */
  readonly userPoolIds: string | readonly string[];
}

/**
 * What became of an event.
 *
 * - `revoked`: the store was written.
 * - `other_event`: not one of the calls that end a user's tokens.
 * - `other_pool`: one of them, in a pool that is not in `userPoolIds`.
 * - `failed_call`: one of them, which Cognito refused.
 */
export type RevocationHandlerResult = 'revoked' | 'other_event' | 'other_pool' | 'failed_call';

/** The calls of Cognito's API after which a user's tokens are no longer wanted, as CloudTrail names them. */
const endings: ReadonlySet<unknown> = new Set([
  'RevokeToken',
  'GlobalSignOut',
  'AdminUserGlobalSignOut',
  'AdminDisableUser',
  'AdminDeleteUser',
  'DeleteUser',
]);

const name = 'revocationHandler';

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const membersOf = (value: unknown): Loose => (isObject(value) ? value : {});

/** A value that CloudTrail shows: what it hides for security stands there as a fixed text. */
const shown = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && !value.startsWith('HIDDEN_') ? value : undefined;

const unusable = (reason: string): Error => new Error(`${name}: this event cannot be used. ${reason}`);

const readPoolIds = (given: unknown): readonly string[] => {
  const option = `${name}: userPoolIds`;
  const expected = 'a user pool id like "eu-west-1_AbC123xyz", or a non-empty array of them';
  const ids = readStrings(option, given, expected);
  return ids.every((id) => /^[\w-]+_[A-Za-z0-9]+$/.test(id)) ? ids : fail(option, given, expected);
};

/**
 * Makes a Lambda handler that writes sign-outs down which happen in Cognito itself: RevokeToken, GlobalSignOut,
 * AdminUserGlobalSignOut, AdminDisableUser, AdminDeleteUser and DeleteUser, as EventBridge passes them on from
 * CloudTrail. That takes minutes, not seconds; `signOut` in the application's own route does not.
 *
 * An event names the user (`sub`), never a token: every token issued to the user up to the call is revoked, also where
 * RevokeToken ended one sign-in of several; the others go on with their next refresh. Calls that a user's own token
 * authorizes need not name their pool; such an event counts for each of `userPoolIds`.
 *
 * What concerns nobody here is ignored, and the result says why. What does and cannot be used (no user, no time), what is
 * no event of EventBridge, and what the store could not write down is thrown, so that Lambda tries again and then hands
 * the event to the function's failure destination: watch that one. A new password ends no tokens, and is no such call.
 *
 * @param store - The store that verifiers ask.
 * @param options - `userPoolIds`, the allow list.
 * @returns The handler.
 * @throws TypeError naming the option, what was given and what is expected.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logging-using-cloudtrail.html
 * @example
 * ```ts
 * import { memoryRevocationStore, revocationHandler } from '@cognito-guard/core/revocation';
 *
 * const store = memoryRevocationStore(); // in a Lambda function: one that verifiers share
 * export const handler = revocationHandler(store, { userPoolIds: 'eu-west-1_AbC123xyz' });
 * ```
 */
export const revocationHandler = (
  store: Pick<RevocationStore, 'revokeUser'>,
  options: RevocationHandlerOptions,
): ((event: unknown) => Promise<RevocationHandlerResult>) => {
  const checked = readStore(`${name}: store`, store, 'revokeUser');
  const given = readObject(`${name}: options`, options, ['userPoolIds']);
  const userPoolIds = readRequired(given, 'userPoolIds', readPoolIds);

  return async (event) => {
    const { source, detail } = membersOf(event);
    if (typeof source !== 'string' || !isObject(detail)) {
      throw unusable('It is none of EventBridge, with source and detail: has the rule an input transformer?');
    }
    if (detail['eventSource'] !== 'cognito-idp.amazonaws.com' || !endings.has(detail['eventName'])) {
      return 'other_event';
    }
    // Some events of calls that did not fail have an empty text there.
    if (shown(detail['errorCode']) !== undefined) return 'failed_call';

    const additional = membersOf(detail['additionalEventData']);
    const pool = shown(membersOf(detail['requestParameters'])['userPoolId']) ?? shown(additional['userPoolId']);
    if (pool !== undefined && !userPoolIds.includes(pool)) return 'other_pool';

    const subject = shown(additional['sub']);
    if (subject === undefined) throw unusable('It names no user: additionalEventData.sub is missing or hidden.');
    const calledAt = Date.parse(String(detail['eventTime']));
    if (Number.isNaN(calledAt)) throw unusable('It has no time: eventTime is missing or no date.');
    // The next whole second: tokens of the very second of the call are covered.
    const issuedBefore = Math.floor(calledAt / 1000) + 1;

    const pools = pool === undefined ? userPoolIds : [pool];
    await Promise.all(pools.map((userPoolId) => checked.revokeUser({ userPoolId, subject, issuedBefore })));
    return 'revoked';
  };
};
