import { type HttpRequestContext, type HttpRequestFields, httpFields } from './http-event.ts';
import { gateway, type LambdaRequest, partsOf } from './lambda-request.ts';
import { type RestEvent, restEvent } from './rest-event.ts';
import { type WebSocketEvent, type WebSocketRequest, webSocketEvent } from './web-socket-event.ts';

/** The event of a REST API for a `TOKEN` authorizer. */
export interface TokenAuthorizerEvent {
  type: 'TOKEN';
  methodArn: string;
  authorizationToken: string;
}

/** The event of a REST API for a `REQUEST` authorizer: the function's event without the body. */
export interface RequestAuthorizerEvent
  extends Omit<RestEvent, 'body' | 'isBase64Encoded' | 'requestContext' | 'pathParameters' | 'stageVariables'> {
  type: 'REQUEST';
  methodArn: string;
  pathParameters: Record<string, string>;
  stageVariables: Record<string, string>;
  requestContext: Omit<RestEvent['requestContext'], 'authorizer'>;
}

/** The event of an HTTP API for an authorizer in payload format 1.0. */
export interface HttpAuthorizerEventV1 extends RequestAuthorizerEvent {
  version: '1.0';
  identitySource: string;
  authorizationToken: string;
}

/** The event of an HTTP API for an authorizer in payload format 2.0. */
export interface HttpAuthorizerEvent extends HttpRequestFields {
  type: 'REQUEST';
  routeArn: string;
  identitySource: string[] | null;
  requestContext: HttpRequestContext;
}

/** The event of a WebSocket API for an authorizer, on `$connect` only. */
export interface WebSocketAuthorizerEvent extends Omit<WebSocketEvent, 'body' | 'isBase64Encoded'> {
  type: 'REQUEST';
  methodArn: string;
}

/** A request, and the values of the authorizer's identity sources in it. */
export interface IdentifiedRequest extends LambdaRequest {
  /** Default: the `Authorization` header, where there is one. */
  readonly identitySource?: readonly string[];
}

const arnOf = (stage: string, ...rest: readonly string[]): string => [gateway.arn, stage, ...rest].join('/');

const methodArnOf = ({ stage = 'prod', ...request }: LambdaRequest): string => {
  const { method, pathname } = partsOf(request);
  return arnOf(stage, method, pathname.replace(/^\//, ''));
};

const identityOf = ({ identitySource, ...request }: IdentifiedRequest): readonly string[] =>
  identitySource ??
  partsOf(request).lowerCaseHeaders.flatMap(([name, value]) => (name === 'authorization' ? [value] : []));

/**
 * Builds the event of a REST API for a `TOKEN` authorizer.
 *
 * @param request - `token` is the whole value of the header that is the token's source, `Bearer` included.
 * @returns A new event. Its `methodArn` names the path as it was sent, not the route.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @example
 * ```ts
 * import { tokenAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = tokenAuthorizerEvent({ token: `Bearer ${token}`, path: '/orders/1' });
 * console.log(event.methodArn); // 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/GET/orders/1'
 * ```
 */
export const tokenAuthorizerEvent = ({
  token,
  ...request
}: LambdaRequest & { readonly token: string }): TokenAuthorizerEvent => ({
  type: 'TOKEN',
  methodArn: methodArnOf(request),
  authorizationToken: token,
});

/**
 * Builds the event of a REST API for a `REQUEST` authorizer.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event. Its `methodArn` names the path as it was sent, not the route.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @example
 * ```ts
 * import { requestAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = requestAuthorizerEvent({ path: '/orders', headers: { Authorization: `Bearer ${token}` } });
 * console.log(event.type); // 'REQUEST'
 * ```
 */
export const requestAuthorizerEvent = (request: LambdaRequest = {}): RequestAuthorizerEvent => {
  const { body: _body, isBase64Encoded: _isBase64Encoded, requestContext, ...fields } = restEvent(request);
  const { authorizer: _authorizer, ...context } = requestContext;
  return {
    type: 'REQUEST',
    methodArn: methodArnOf(request),
    ...fields,
    pathParameters: fields.pathParameters ?? {},
    stageVariables: fields.stageVariables ?? {},
    requestContext: context,
  };
};

/**
 * Builds the event of an HTTP API for an authorizer in payload format 1.0.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event, the values of the identity sources joined by commas.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @example
 * ```ts
 * import { httpAuthorizerEventV1 } from '@cognito-guard/testing/lambda-events';
 *
 * console.log(httpAuthorizerEventV1({ headers: { Authorization: 'Bearer …' } }).identitySource); // 'Bearer …'
 * ```
 */
export const httpAuthorizerEventV1 = (request: IdentifiedRequest = {}): HttpAuthorizerEventV1 => {
  const identity = identityOf(request).join(',');
  return {
    version: '1.0',
    identitySource: identity,
    authorizationToken: identity,
    ...requestAuthorizerEvent({ stage: '$default', ...request }),
  };
};

/**
 * Builds the event of an HTTP API for an authorizer in payload format 2.0.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event. `identitySource` is null where there is none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @example
 * ```ts
 * import { httpAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = httpAuthorizerEvent({ path: '/orders', headers: { Authorization: `Bearer ${token}` } });
 * console.log(event.routeArn); // 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/$default/GET/orders'
 * ```
 */
export const httpAuthorizerEvent = (request: IdentifiedRequest = {}): HttpAuthorizerEvent => {
  const { version, ...fields } = httpFields(request, partsOf(request));
  const identity = identityOf(request);
  return {
    version,
    type: 'REQUEST',
    routeArn: methodArnOf({ stage: '$default', ...request }),
    identitySource: identity.length === 0 ? null : [...identity],
    ...fields,
  };
};

/**
 * Builds the event of a WebSocket API for an authorizer. API Gateway calls authorizers on `$connect` only.
 *
 * @param request - Default: without headers and query.
 * @returns A new event. Its `methodArn` ends with `$connect`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 * @example
 * ```ts
 * import { webSocketAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = webSocketAuthorizerEvent({ path: `/?token=${token}` });
 * console.log(event.methodArn); // 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/$connect'
 * ```
 */
export const webSocketAuthorizerEvent = (
  request: Omit<WebSocketRequest, 'route' | 'authorizer' | 'body'> = {},
): WebSocketAuthorizerEvent => {
  const { isBase64Encoded: _isBase64Encoded, ...event } = webSocketEvent(request);
  return { type: 'REQUEST', methodArn: arnOf(request.stage ?? 'prod', '$connect'), ...event };
};
