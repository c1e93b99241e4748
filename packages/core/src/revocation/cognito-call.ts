import type { UnknownRecord } from '../lib/option-values.ts';

/**
 * Calls after which all tokens of a user are revoked. The last two end one session, and CloudTrail does not say which
 * tokens belong to it. They are how a lost device is signed out, so the user's other devices have to refresh once.
 */
const wholeUserCalls = [
  'GlobalSignOut',
  'AdminUserGlobalSignOut',
  'AdminDisableUser',
  'AdminDeleteUser',
  'DeleteUser',
  'ChangePassword',
  'ConfirmForgotPassword',
  'AdminSetUserPassword',
  'AdminResetUserPassword',
  'AdminRemoveUserFromGroup',
  'RevokeUserSession',
  'AdminRevokeUserSession',
] as const;

/** A call of Cognito's API after which a user's tokens may no longer be wanted, as CloudTrail names it. */
export type RevocationEventName = (typeof wholeUserCalls)[number] | 'RevokeToken';

/**
 * The calls that `revocationHandler` acts on by default: sign-outs everywhere, users who were disabled or deleted, new
 * passwords, groups that were taken away, and sessions that were revoked.
 *
 * RevokeToken is not one of them. It is the everyday sign-out of one device, and CloudTrail names its user, not its
 * sign-in: acting on it signs out the user's other devices until their next refresh. Add it where you want that.
 *
 * @example
 * ```ts
 * import { memoryRevocationStore, revocationEvents, revocationHandler } from '@cognito-guard/core/revocation';
 *
 * export const handler = revocationHandler(memoryRevocationStore(), {
 *   userPoolIds: 'eu-west-1_AbC123xyz',
 *   events: [...revocationEvents, 'RevokeToken'],
 * });
 * ```
 */
export const revocationEvents: readonly RevocationEventName[] = Object.freeze([...wholeUserCalls]);

/** Every name that the option takes. */
export const knownRevocationEvents: readonly RevocationEventName[] = Object.freeze([...wholeUserCalls, 'RevokeToken']);

/** Why an event revokes nothing. */
export type IgnoredEvent = 'other_event' | 'other_account' | 'other_pool' | 'failed_call';

/** What a call revokes. */
export interface CognitoCall {
  readonly userPoolIds: readonly string[];
  readonly subject: string;
  readonly issuedBefore: number;
}

/** Whose calls count. */
export interface CallFilter {
  readonly userPoolIds: readonly string[];
  readonly accountIds: readonly string[];
  readonly events: readonly string[];
}

/** @returns The value where it is an object; else undefined. */
export const asObject = (value: unknown): UnknownRecord | undefined =>
  typeof value === 'object' && value !== null ? (value as UnknownRecord) : undefined;

/** The error of an event that concerns us and cannot be used. Nothing of the event is part of it. */
export const unusable = (reason: string): Error => new Error(`revocationHandler: this event cannot be used. ${reason}`);

/** A value that CloudTrail shows: what it hides for security stands there as a fixed text. */
const shown = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && !value.startsWith('HIDDEN_') ? value : undefined;

/**
 * Reads an event that EventBridge made of CloudTrail's record of a call. EventBridge keeps the source `aws.cognito-idp` for
 * AWS: events that an application puts on the bus have another.
 *
 * @param event - An event of EventBridge, perhaps.
 * @param filter - Whose calls count.
 * @returns What the call revokes, or why it revokes nothing.
 * @throws Error for what is no event of EventBridge, and for a call that counts and names no user or no time.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const readCognitoCall = (event: unknown, filter: CallFilter): CognitoCall | IgnoredEvent => {
  const given = asObject(event);
  const detail = asObject(given?.['detail']);
  if (given === undefined || detail === undefined || typeof given['source'] !== 'string') {
    throw unusable('It is no event of EventBridge, with source and detail: has the rule an input transformer?');
  }
  const isCall = given['source'] === 'aws.cognito-idp' && given['detail-type'] === 'AWS API Call via CloudTrail';
  const isOfCognito = detail['eventSource'] === 'cognito-idp.amazonaws.com';
  const name = detail['eventName'];
  if (!isCall || !isOfCognito || typeof name !== 'string' || !filter.events.includes(name)) return 'other_event';
  if (!filter.accountIds.some((id) => id === given['account'])) return 'other_account';
  // Some events of calls that did not fail have an empty text there.
  if (shown(detail['errorCode']) !== undefined) return 'failed_call';

  const additional = asObject(detail['additionalEventData']);
  const pool = shown(asObject(detail['requestParameters'])?.['userPoolId']) ?? shown(additional?.['userPoolId']);
  if (pool !== undefined && !filter.userPoolIds.includes(pool)) return 'other_pool';

  const subject = shown(additional?.['sub']);
  if (subject === undefined) throw unusable('It names no user: additionalEventData.sub is missing or hidden.');
  const calledAt = Date.parse(String(detail['eventTime']));
  if (Number.isNaN(calledAt)) throw unusable('It has no time: eventTime is missing or not a date.');
  // The next whole second: tokens of the very second of the call are covered.
  const issuedBefore = Math.floor(calledAt / 1000) + 1;
  return { userPoolIds: pool === undefined ? filter.userPoolIds : [pool], subject, issuedBefore };
};
