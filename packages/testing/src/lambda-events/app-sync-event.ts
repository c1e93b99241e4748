import { gateway } from './lambda-request.ts';

/** What AppSync asks an authorizer about. */
export interface AppSyncAuthorization {
  /** What the client put into `Authorization`, by convention without `Bearer`. */
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

/** What AppSync hands to an authorizer. */
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
 * Builds what AppSync hands to a Lambda authorizer.
 *
 * @param request - The token, and what else shall not be left at its default.
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
