/** The function behind the authorizer. Middy reads the caller from the event, and answers 401 without one. */
import { authenticate } from '@cognito-guard/middy';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const json = (value: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

/** An orders API. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(authenticate.fromAuthorizer())
  .handler(async ({ routeKey, pathParameters }, { auth }) => {
    if (routeKey === 'GET /profile') return json({ hello: auth.username ?? `machine ${auth.clientId}` });
    if (routeKey === 'GET /orders') return json([{ id: 1, item: 'tea' }]);
    return json({ deleted: pathParameters?.['id'] });
  });
