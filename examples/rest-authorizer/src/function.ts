/** The function behind the authorizer. It reads the caller from the event and receives no token. */
import { AuthError } from '@cognito-guard/core';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const readCaller = authorizerContextReader();

const answer = (statusCode: number, body: unknown): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
  body: JSON.stringify(body),
});

/** An orders API. */
const serve = (event: APIGatewayProxyEvent): APIGatewayProxyResult => {
  const { username, clientId } = readCaller(event);
  if (event.resource === '/profile') return answer(200, { hello: username ?? `machine ${clientId}` });
  if (event.resource === '/orders') return answer(200, [{ id: 1, item: 'tea' }]);
  return answer(200, { deleted: event.pathParameters?.['id'] });
};

export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
  try {
    return serve(event);
  } catch (error) {
    // The event has no caller, or the token expired while API Gateway cached the authorizer's answer.
    if (!AuthError.is(error)) throw error;
    const { headers, ...refusal } = answer(error.status, { code: error.code, message: error.message });
    return { ...refusal, headers: { ...headers, ...error.headers } };
  }
};
