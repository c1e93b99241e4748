import { AuthError, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth } from '@cognito-guard/express';
import express, { type ErrorRequestHandler, type Express } from 'express';

/** Express's own handler would do; this one answers JSON, and does not print what callers did wrong. */
const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (!AuthError.is(error)) return next(error);
  const { code, message } = error;
  response.status(error.status).set(error.headers).json({ code, message });
};

/** An orders API. `/cold` is the same behind a verifier that has not seen a request yet. */
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
  app.use(answerErrors);
  return app;
};
