import type { AddressInfo } from 'node:net';
import { AuthError, type Verifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/hono';
import { authenticate, authorize, getAuth } from '@cognito-guard/hono';
import { conformanceRoutes, tokenSourceOf } from '@cognito-guard/testing/conformance';
import { serve as serveNode, type WebSocketServerLike } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { WebSocketServer } from 'ws';

/** The app of the conformance suite. Hono's own error handling sends refusals; the app adds only the code. */
export const conformanceApp = (verifier: Verifier): Hono => {
  const app = new Hono();
  for (const route of conformanceRoutes) {
    const handlers: MiddlewareHandler[] = [];
    for (const { optional, sources } of route.authenticate) {
      handlers.push(
        authenticate(verifier, { optional, token: sources.map((source) => tokenSourceOf(source, tokenSources)) }),
      );
    }
    if (route.authorize !== null) handlers.push(authorize(route.authorize));
    app.on(route.method, [route.path], ...handlers, (c) =>
      c.json({ subject: route.authenticate.length === 0 ? null : (getAuth(c, { optional: true })?.subject ?? null) }),
    );
  }
  app.onError((error, c) => {
    const response = error instanceof HTTPException ? error.getResponse() : c.text('Internal Server Error', 500);
    const refusal = error instanceof HTTPException ? error.cause : undefined;
    if (AuthError.is(refusal)) response.headers.set('x-auth-code', refusal.code);
    return response;
  });
  return app;
};

/** Starts an app on a free loopback port, WebSockets included. */
export const serve = async (app: Hono): Promise<{ origin: string } & AsyncDisposable> => {
  const server = await new Promise<ReturnType<typeof serveNode>>((resolve) => {
    // Assignable except for exactOptionalPropertyTypes, which the types of ws do not support.
    const websocket = { server: new WebSocketServer({ noServer: true }) as WebSocketServerLike };
    const started = serveNode({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, websocket }, () => resolve(started));
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
};
