import { byName, gateway, type LambdaRequest, last, list, partsOf } from './lambda-request.ts';

/** A request to connect, a message, or the end of a connection. */
export interface WebSocketRequest extends Omit<LambdaRequest, 'method' | 'route' | 'pathParameters'> {
  /** `$connect`, `$disconnect`, `$default` or a route of your own; default `$connect`. */
  readonly route?: string;
  /** Default `connection-1`. */
  readonly connectionId?: string;
  /** Milliseconds since the epoch; default: the event's own time. */
  readonly connectedAt?: number;
  /** How a connection ended; for `$disconnect`. */
  readonly disconnect?: { readonly statusCode: number; readonly reason: string };
}

/** `requestContext` of a WebSocket API's event. */
export interface WebSocketRequestContext {
  apiId: string;
  authorizer?: Record<string, unknown>;
  connectedAt: number;
  connectionId: string;
  disconnectReason?: string;
  disconnectStatusCode?: number;
  domainName: string;
  eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  extendedRequestId: string;
  identity: { sourceIp: string; userAgent: string };
  messageDirection: 'IN';
  messageId: string;
  requestId: string;
  requestTime: string;
  requestTimeEpoch: number;
  routeKey: string;
  stage: string;
}

/** The event of a WebSocket API for a function. Messages carry neither headers nor parameters. */
export interface WebSocketEvent {
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  queryStringParameters?: Record<string, string>;
  multiValueQueryStringParameters?: Record<string, string[]>;
  stageVariables?: Record<string, string>;
  requestContext: WebSocketRequestContext;
  body?: string;
  isBase64Encoded: boolean;
}

const typeOf = (route: string): WebSocketRequestContext['eventType'] =>
  route === '$connect' ? 'CONNECT' : route === '$disconnect' ? 'DISCONNECT' : 'MESSAGE';

/**
 * Builds the event of a WebSocket API for a function: a `CONNECT`, `DISCONNECT` or `MESSAGE` event, by its route.
 *
 * @param request - Default: a request to connect, without headers.
 * @returns A new event.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 * @example
 * ```ts
 * import { webSocketEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const connect = webSocketEvent({ path: `/?token=${token}` });
 * const message = webSocketEvent({ route: 'sendMessage', body: '{"action":"sendMessage"}' });
 * console.log(connect.requestContext.eventType, message.requestContext.eventType); // CONNECT MESSAGE
 * ```
 */
export const webSocketEvent = (request: WebSocketRequest = {}): WebSocketEvent => {
  const { route = '$connect', connectionId = 'connection-1', authorizer, disconnect, stageVariables } = request;
  const parts = partsOf(request);
  const eventType = typeOf(route);
  const { headers, parameters, requestId, timeEpoch } = parts;
  return {
    ...(eventType === 'MESSAGE' ? {} : { headers: byName(headers, last), multiValueHeaders: byName(headers, list) }),
    ...(eventType === 'CONNECT' && parameters.length > 0
      ? {
          queryStringParameters: byName(parameters, last),
          multiValueQueryStringParameters: byName(parameters, list),
        }
      : {}),
    ...(stageVariables === undefined ? {} : { stageVariables: { ...stageVariables } }),
    requestContext: {
      apiId: gateway.apiId,
      ...(authorizer === undefined ? {} : { authorizer: { ...authorizer } }),
      connectedAt: request.connectedAt ?? timeEpoch,
      connectionId,
      ...(disconnect === undefined
        ? {}
        : { disconnectReason: disconnect.reason, disconnectStatusCode: disconnect.statusCode }),
      domainName: gateway.domainName,
      eventType,
      extendedRequestId: requestId,
      identity: { sourceIp: parts.sourceIp, userAgent: parts.userAgent },
      messageDirection: 'IN',
      messageId: requestId,
      requestId,
      requestTime: parts.time,
      requestTimeEpoch: timeEpoch,
      routeKey: route,
      stage: request.stage ?? 'prod',
    },
    ...(request.body === undefined ? {} : { body: request.body }),
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
};
