import type { UnknownRecord } from '../lib/option-values.ts';

/**
 * Calls after which all tokens of a user are revoked. The last two end one session, and CloudTrail does not record its
 * tokens. They sign out a lost device, so the user's other devices have to refresh once.
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

/** A call of Cognito's API that can end a user's tokens, as CloudTrail names it. */
export type RevocationEventName = (typeof wholeUserCalls)[number] | 'RevokeToken';

/**
 * The calls that `revocationHandler` acts on by default: global sign-outs, disabled and deleted users, new passwords,
 * removed group memberships, and revoked sessions.
 *
 * RevokeToken is not one of them. It ends the sign-in of one device, and CloudTrail records its user, not its sign-in:
 * with RevokeToken, the user's other devices are signed out until their next refresh. Add it where that is acceptable.
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

/** Every name that the option accepts. */
export const knownRevocationEvents: readonly RevocationEventName[] = Object.freeze([...wholeUserCalls, 'RevokeToken']);

/** The reason why an event revokes nothing. */
export type IgnoredEvent = 'other_event' | 'other_account' | 'other_pool' | 'failed_call';

/** The revocation that a call causes. */
export interface CognitoCall {
  readonly userPoolIds: readonly string[];
  readonly subject: string;
  readonly issuedBefore: number;
}

/** The calls that count, by name, account and pool. */
export interface CallFilter {
  readonly userPoolIds: readonly string[];
  readonly accountIds: readonly string[];
  readonly events: readonly string[];
}

/** @returns The value where it is an object; otherwise undefined. */
export const asObject = (value: unknown): UnknownRecord | undefined =>
  typeof value === 'object' && value !== null ? (value as UnknownRecord) : undefined;

/** The error of an event that counts and is unusable. It contains no part of the event. */
export const unusable = (reason: string): Error => new Error(`revocationHandler: this event cannot be used. ${reason}`);

/** Whether CloudTrail shows the value: it replaces a hidden value by a fixed text. */
const shown = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && !value.startsWith('HIDDEN_') ? value : undefined;

/**
 * Reads an EventBridge event with CloudTrail's record of a call. Only AWS can send events with the source
 * `aws.cognito-idp`: EventBridge refuses it from applications.
 *
 * @param event - An event of any shape.
 * @param filter - The calls that count.
 * @returns The revocation, or the reason why the event revokes nothing.
 * @throws Error for an event that EventBridge did not make, and for a call that counts but names no user or no time.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const readCognitoCall = (event: unknown, filter: CallFilter): CognitoCall | IgnoredEvent => {
  const given = asObject(event);
  const detail = asObject(given?.['detail']);
  if (given === undefined || detail === undefined || typeof given['source'] !== 'string') {
    throw unusable('It is not an EventBridge event with source and detail: does the rule have an input transformer?');
  }
  const isCall = given['source'] === 'aws.cognito-idp' && given['detail-type'] === 'AWS API Call via CloudTrail';
  const isOfCognito = detail['eventSource'] === 'cognito-idp.amazonaws.com';
  const name = detail['eventName'];
  if (!isCall || !isOfCognito || typeof name !== 'string' || !filter.events.includes(name)) return 'other_event';
  if (!filter.accountIds.some((id) => id === given['account'])) return 'other_account';
  // Some events of successful calls have an empty text there.
  if (shown(detail['errorCode']) !== undefined) return 'failed_call';

  const additional = asObject(detail['additionalEventData']);
  const pool = shown(asObject(detail['requestParameters'])?.['userPoolId']) ?? shown(additional?.['userPoolId']);
  if (pool !== undefined && !filter.userPoolIds.includes(pool)) return 'other_pool';

  const subject = shown(additional?.['sub']);
  if (subject === undefined) throw unusable('It names no user: additionalEventData.sub is missing or hidden.');
  const calledAt = Date.parse(String(detail['eventTime']));
  if (Number.isNaN(calledAt)) throw unusable('It has no time: eventTime is missing or not a date.');
  // The next whole second, so that tokens issued in the second of the call are covered.
  const issuedBefore = Math.floor(calledAt / 1000) + 1;
  return { userPoolIds: pool === undefined ? filter.userPoolIds : [pool], subject, issuedBefore };
};
