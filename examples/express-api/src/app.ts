import type { Verifier } from '@cognito-guard/core';
import { authErrorHandler, authenticate, authorize, getAuth } from '@cognito-guard/express';
import express, { type Express } from 'express';
import { orderEvents } from './events.ts';

/** An orders API. Every route below /api needs a token. */
export const createApp = (verifier: Verifier<'access'>): Express => {
  const app = express();
  app.use('/api', authenticate(verifier));

  app.get('/api/me', (req, res) => {
    const { username, clientId } = getAuth(req);
    res.json({ hello: username ?? `machine ${clientId}` });
  });
  app.get('/api/orders', authorize({ allScopes: ['orders/read'] }), (_req, res) => {
    res.json([{ id: 1, item: 'tea' }]);
  });
  app.get('/api/orders/events', authorize({ allScopes: ['orders/read'] }), orderEvents(verifier));
  app.delete('/api/orders/:id', authorize({ anyGroup: ['admins', 'ops'] }), (_req, res) => {
    res.sendStatus(204);
  });

  app.use(authErrorHandler());
  return app;
};
