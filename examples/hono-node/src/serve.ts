import { type ServerType, serve, type WebSocketServerLike } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';

/** Serves an app with WebSockets. The server chooses the protocol `bearer`, and never the token beside it. */
export const serveApp = (app: Pick<Hono, 'fetch'>, port: number, hostname?: string): Promise<ServerType> =>
  new Promise((resolve) => {
    // Assignable except for exactOptionalPropertyTypes, which the types of ws do not support.
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'bearer' }) as WebSocketServerLike;
    const options = { fetch: app.fetch, port, websocket: { server: sockets }, ...(hostname && { hostname }) };
    const server = serve(options, () => resolve(server));
  });
