import { randomUUID } from 'node:crypto';

/** Options of {@link cognitoCallEvent}. */
export interface CognitoCallFields {
  /** Default `eu-west-1_AbC123xyz`. Calls that a user's own token authorizes do not show it. */
  readonly userPoolId?: string;
  /** The call's user. Default a UUID. */
  readonly sub?: string;
  /** The time of the call, in milliseconds since the epoch. Default now. */
  readonly calledAt?: number;
  /** Default `123456789012`, the account of `lambdaContext()`. */
  readonly account?: string;
  /** Overridden members of CloudTrail's record, such as `errorCode`. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** An event of EventBridge about a call that CloudTrail recorded. */
export interface CognitoCallEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'AWS API Call via CloudTrail';
  readonly source: 'aws.cognito-idp';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** A call's parameters in CloudTrail, which hides user names, passwords and tokens. */
const parametersOf = (eventName: string, userPoolId: string): Readonly<Record<string, unknown>> => {
  if (eventName.startsWith('Admin')) return { userPoolId, username: hidden };
  if (eventName === 'RevokeToken') return { token: hidden, clientId: '1example23456789' };
  if (eventName === 'ConfirmForgotPassword') {
    return { clientId: '1example23456789', username: hidden, confirmationCode: hidden, password: hidden };
  }
  return { accessToken: hidden };
};

/**
 * Builds EventBridge's event for a call of Cognito's user pools API that CloudTrail recorded.
 *
 * @param eventName - The call, such as `AdminUserGlobalSignOut`.
 * @param fields - Overridden defaults.
 * @returns The event.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html
 * @example
 * ```ts
 * import { cognitoCallEvent, sqsEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = cognitoCallEvent('AdminDisableUser', { sub: '704b1e47-34fe-40e9-8c41-504997494531' });
 * console.log(event.source, sqsEvent([event]).Records.length); // aws.cognito-idp 1
 * ```
 */
export const cognitoCallEvent = (
  eventName: string,
  {
    userPoolId = 'eu-west-1_AbC123xyz',
    sub = randomUUID(),
    calledAt = Date.now(),
    account = '123456789012',
    detail = {},
  }: CognitoCallFields = {},
): CognitoCallEvent => {
  const region = userPoolId.split('_')[0] ?? '';
  const time = `${new Date(calledAt).toISOString().slice(0, 19)}Z`;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.cognito-idp',
    account,
    time,
    region,
    resources: [],
    detail: {
      eventVersion: '1.08',
      userIdentity: eventName.startsWith('Admin')
        ? { type: 'AssumedRole', accountId: account }
        : { type: 'Unknown', principalId: 'Anonymous' },
      eventTime: time,
      eventSource: 'cognito-idp.amazonaws.com',
      eventName,
      awsRegion: region,
      sourceIPAddress: '192.0.2.1',
      userAgent: 'aws-sdk-js/3',
      requestParameters: parametersOf(eventName, userPoolId),
      responseElements: null,
      additionalEventData: { sub },
      requestID: randomUUID(),
      eventID: randomUUID(),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      ...detail,
    },
  };
};
