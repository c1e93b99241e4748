import type { Verifier } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/middy';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const json = (value: unknown): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

/** The functions of an orders API, one per route. */
export const createHandlers = (verifier: Verifier<'access'>) => {
  const guarded = () => middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().use(authenticate(verifier));

  return {
    me: guarded().handler(async (_event, { auth }) => json({ hello: auth.username ?? `machine ${auth.clientId}` })),

    listOrders: guarded()
      .use(authorize({ allScopes: ['orders/read'] }))
      .handler(async () => json([{ id: 1, item: 'tea' }])),

    deleteOrder: guarded()
      .use(authorize({ anyGroup: ['admins', 'ops'] }))
      .handler(async () => ({ statusCode: 204 })),
  };
};
