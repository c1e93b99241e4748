import { expectOption } from '../lib/expect-option.ts';
import { gateway } from './lambda-request.ts';

/** A request that AppSync authorizes. */
export interface AppSyncAuthorization {
  /** The value of `Authorization`, by convention without `Bearer`. */
  readonly token: string;
  /** Default `query { me }`. */
  readonly queryString?: string;
  /** Default none. */
  readonly operationName?: string;
  /** Default none. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `request-1`. */
  readonly requestId?: string;
}

/** The event of AppSync for an authorizer. */
export interface AppSyncAuthorizerEvent {
  authorizationToken: string;
  requestContext: {
    apiId: string;
    accountId: string;
    requestId: string;
    queryString: string;
    operationName?: string;
    variables: Record<string, unknown>;
  };
  requestHeaders: Record<string, string>;
}

/**
 * Builds the event of AppSync for a Lambda authorizer.
 *
 * @param request - The token; other members have defaults.
 * @returns A new event.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 * @example
 * ```ts
 * import { appSyncAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = appSyncAuthorizerEvent({ token, queryString: 'query { orders { id } }' });
 * console.log(event.requestContext.apiId);
 * ```
 */
export const appSyncAuthorizerEvent = ({
  token,
  queryString = 'query { me }',
  operationName,
  variables = {},
  headers = {},
  requestId = 'request-1',
}: AppSyncAuthorization): AppSyncAuthorizerEvent => ({
  authorizationToken: token,
  requestContext: {
    apiId: gateway.apiId,
    accountId: gateway.accountId,
    requestId,
    queryString,
    ...(operationName === undefined ? {} : { operationName }),
    variables: { ...variables },
  },
  requestHeaders: { ...headers },
});

/** The event of an AppSync Event API for an authorizer. */
export interface AppSyncEventsAuthorizerEvent {
  authorizationToken: string;
  requestContext: {
    apiId: string;
    accountId: string;
    requestId: string;
    operation: AppSyncEventsOperation;
    /** Missing for EVENT_CONNECT. */
    channelNamespaceName?: string;
    /** Missing for EVENT_CONNECT. */
    channel?: string;
  };
  requestHeaders: Record<string, string>;
}

const operations = ['EVENT_CONNECT', 'EVENT_SUBSCRIBE', 'EVENT_PUBLISH'] as const;

/** An operation of a client of an AppSync Event API. */
export type AppSyncEventsOperation = (typeof operations)[number];

/** An operation that an AppSync Event API authorizes. */
export interface AppSyncEventsAuthorization extends Pick<AppSyncAuthorization, 'token' | 'headers' | 'requestId'> {
  /** Default `EVENT_CONNECT`, or `EVENT_SUBSCRIBE` with a channel. */
  readonly operation?: AppSyncEventsOperation;
  /** Like `/chat/room-1`, or `/chat/*` to subscribe; default none. */
  readonly channel?: string;
}

/**
 * Builds the event of an AppSync Event API for a Lambda authorizer: to connect, and for each channel that a client
 * subscribes or publishes to.
 *
 * @param request - The token, the operation and its channel; other members have defaults.
 * @returns A new event. The namespace is the channel's first segment.
 * @throws TypeError for an operation that AppSync does not have, such as `publish`.
 * @see https://docs.aws.amazon.com/appsync/latest/eventapi/configure-event-api-auth.html
 * @example
 * ```ts
 * import { appSyncEventsAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = appSyncEventsAuthorizerEvent({ token, operation: 'EVENT_PUBLISH', channel: '/chat/room-1' });
 * console.log(event.requestContext.channelNamespaceName); // 'chat'
 * ```
 */
export const appSyncEventsAuthorizerEvent = ({
  token,
  channel,
  operation = channel === undefined ? 'EVENT_CONNECT' : 'EVENT_SUBSCRIBE',
  headers = {},
  requestId = 'request-1',
}: AppSyncEventsAuthorization): AppSyncEventsAuthorizerEvent => {
  const option = 'appSyncEventsAuthorizerEvent: operation';
  expectOption(operations.includes(operation), option, operation, operations.map((name) => `'${name}'`).join(', '));
  return {
    authorizationToken: token,
    requestContext: {
      apiId: gateway.apiId,
      accountId: gateway.accountId,
      requestId,
      operation,
      ...(channel === undefined
        ? {}
        : { channelNamespaceName: channel.split('/').find((name) => name !== '') ?? '', channel }),
    },
    requestHeaders: { ...headers },
  };
};
