import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, type Verifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/express';
import { authenticate, authorize, getAuth } from '@cognito-guard/express';
import { conformanceRoutes, tokenSourceOf } from '@cognito-guard/testing/conformance';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import express5 from 'express';
import express4 from 'express4';

/** Both major versions; the types of 5 cover the used parts of 4. */
export const expressVersions = [
  ['Express 5', express5],
  ['Express 4', express4],
] as const;

const showCode: ErrorRequestHandler = (error, _request, response, next) => {
  if (AuthError.is(error)) response.setHeader('x-auth-code', error.code);
  next(error);
};

/** The app of the conformance suite. Express's default handler sends errors unless error handlers are given. */
export const conformanceApp = (
  express: typeof express5,
  verifier: Verifier,
  errorHandlers: readonly ErrorRequestHandler[] = [],
): Express => {
  const app = express();
  for (const route of conformanceRoutes) {
    const handlers: RequestHandler[] = [];
    for (const { optional, sources } of route.authenticate) {
      handlers.push(
        authenticate(verifier, { optional, token: sources.map((source) => tokenSourceOf(source, tokenSources)) }),
      );
    }
    if (route.authorize !== null) handlers.push(authorize(route.authorize));
    handlers.push((request, response) => {
      const auth = route.authenticate.length === 0 ? null : getAuth(request, { optional: true });
      response.json({ subject: auth?.subject ?? null });
    });
    app[route.method === 'GET' ? 'get' : 'delete'](route.path, ...handlers);
  }
  app.use(showCode, ...errorHandlers);
  return app;
};

/** Starts an app on a free loopback port. */
export const serve = async (app: Express): Promise<{ origin: string } & AsyncDisposable> => {
  const server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, '127.0.0.1', () => resolve(started));
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
