/** The function behind the authorizer, for every route. Each event contains the caller but not the token. */
import { AuthError } from '@cognito-guard/core';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import type { APIGatewayProxyResult, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';

const readCaller = authorizerContextReader();

const serve = (event: APIGatewayProxyWebsocketEventV2): APIGatewayProxyResult => {
  const { username, clientId } = readCaller(event);
  // A browser closes the connection unless the response names one of its protocols. Never return the token.
  if (event.requestContext.eventType === 'CONNECT') {
    return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'bearer' }, body: '' };
  }
  return { statusCode: 200, body: JSON.stringify({ hello: username ?? `machine ${clientId}`, price: 42 }) };
};

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResult> => {
  try {
    return serve(event);
  } catch (error) {
    // A connection lasts up to two hours, a token as little as five minutes: after exp, the client must reconnect.
    if (!AuthError.is(error)) throw error;
    return { statusCode: error.status, body: JSON.stringify({ code: error.code, message: error.message }) };
  }
};
