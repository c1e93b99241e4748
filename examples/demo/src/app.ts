import type { Verifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, authorize, getAuth } from '@cognito-guard/express';
import express, { type Express } from 'express';

/** An orders API. `/cold` has the same routes with a verifier that has no cached keys yet. */
export const ordersApi = (verifier: Verifier<'access'>, coldVerifier: Verifier<'access'>): Express => {
  const app = express();
  app.use('/cold', authenticate(coldVerifier));
  app.use('/api', authenticate(verifier));

  app.get(['/api/me', '/cold/me'], (request, response) => {
    const { username, clientId } = getAuth(request);
    response.json({ hello: username ?? `machine ${clientId}` });
  });
  app.get('/api/orders', authorize({ allScopes: ['orders/read'] }), (_request, response) => {
    response.json([{ id: 1, item: 'tea' }]);
  });
  app.delete('/api/orders/:id', authorize({ anyGroup: ['admins', 'ops'] }), (_request, response) => {
    response.sendStatus(204);
  });
  app.use(authErrorHandler());
  return app;
};
