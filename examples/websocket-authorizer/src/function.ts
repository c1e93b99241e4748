/** The function behind the authorizer, for every route. The caller comes with each message; the token does not. */
import { AuthError } from '@cognito-guard/core';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import type { APIGatewayProxyResult, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';

const readCaller = authorizerContextReader();

const serve = (event: APIGatewayProxyWebsocketEventV2): APIGatewayProxyResult => {
  const { username, clientId } = readCaller(event);
  // A browser closes the connection unless one of the names that it offered comes back. Never the token.
  if (event.requestContext.eventType === 'CONNECT') {
    return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'bearer' }, body: '' };
  }
  return { statusCode: 200, body: JSON.stringify({ hello: username ?? `machine ${clientId}`, price: 42 }) };
};

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResult> => {
  try {
    return serve(event);
  } catch (error) {
    // A connection lives for up to two hours, its token perhaps for five minutes: who is past that must connect again.
    if (!AuthError.is(error)) throw error;
    return { statusCode: error.status, body: JSON.stringify({ code: error.code, message: error.message }) };
  }
};
