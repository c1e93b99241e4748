import type { Verifier } from '@cognito-guard/core';
import { authorize, cognitoGuard } from '@cognito-guard/fastify';
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';

/** An orders API. Every route below /api needs a token. */
export const createApp = (verifier: Verifier<'access'>): FastifyInstance => {
  const api: FastifyPluginAsync = async (scope) => {
    await scope.register(cognitoGuard, { verifier });

    scope.get('/me', async ({ auth }) => ({ hello: auth.username ?? `machine ${auth.clientId}` }));
    scope.get('/orders', { onRequest: authorize({ allScopes: ['orders/read'] }) }, async () => [
      { id: 1, item: 'tea' },
    ]);
    scope.delete('/orders/:id', { onRequest: authorize({ anyGroup: ['admins', 'ops'] }) }, async (_request, reply) =>
      reply.code(204).send(),
    );
  };

  const app = Fastify();
  app.get('/health', async () => 'ok');
  app.register(api, { prefix: '/api' });
  return app;
};
