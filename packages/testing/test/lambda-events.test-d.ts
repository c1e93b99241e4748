/** The builders' events are those of the types that everyone has. */
import {
  albEvent,
  functionUrlEvent,
  httpEvent,
  httpEventV1,
  lambdaContext,
  requestAuthorizerEvent,
  restEvent,
  tokenAuthorizerEvent,
  webSocketEvent,
} from '@cognito-guard/testing/lambda-events';
import type {
  ALBEvent,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyWebsocketEventV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
  Context,
  LambdaFunctionURLEvent,
} from 'aws-lambda';

export const events = [
  restEvent() satisfies APIGatewayProxyEvent,
  httpEventV1() satisfies APIGatewayProxyEvent,
  httpEvent() satisfies APIGatewayProxyEventV2,
  functionUrlEvent() satisfies LambdaFunctionURLEvent,
  albEvent() satisfies ALBEvent,
  webSocketEvent() satisfies APIGatewayProxyWebsocketEventV2,
  tokenAuthorizerEvent({ token: 'Bearer a' }) satisfies APIGatewayTokenAuthorizerEvent,
  requestAuthorizerEvent() satisfies Omit<APIGatewayRequestAuthorizerEvent, 'requestContext'>,
  lambdaContext() satisfies Context,
];

restEvent({ path: '/', headers: { a: ['1', '2'] } });
restEvent({ headers: [['a', '1']] });
// @ts-expect-error the token is what the event is about
tokenAuthorizerEvent({});
// @ts-expect-error a WebSocket API's events have no path parameters
webSocketEvent({ pathParameters: { a: 'b' } });
