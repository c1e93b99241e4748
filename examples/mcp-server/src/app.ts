import type { Verifier } from '@cognito-guard/core';
import {
  authErrorHandler,
  authenticate,
  authorize,
  getAuth,
  protectedResourceMetadata,
  toMcpAuthInfo,
} from '@cognito-guard/express';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import { endWithToken } from './streams.ts';
import { authorizeTools } from './tool-rules.ts';
import { createServer } from './tools.ts';

// #region app
/** Without sessions, each request has its own server and transport. */
const stateless: RequestHandler = async (req, res) => {
  const transport = new StreamableHTTPServerTransport();
  res.on('close', () => transport.close());
  await createServer().connect(transport);
  await transport.handleRequest(Object.assign(req, { auth: toMcpAuthInfo(getAuth(req)) }), res, req.body);
};

/** `resource` is the server's public URL; `issuer` is the user pool's issuer, or that of a façade. */
export const createApp = (
  verifier: Verifier<'access'>,
  resource: string,
  issuer: string,
  handleMcp: RequestHandler = stateless,
): Express => {
  const scopes = ['orders/write'];
  const metadata = protectedResourceMetadata({
    resource,
    authorizationServers: [issuer],
    scopesSupported: scopes,
    resourceName: 'Orders',
  });
  const app = express();
  // In front of authenticate: a preflight request has no token. Clients in browsers read these headers.
  app.use(cors({ exposedHeaders: ['WWW-Authenticate', 'Mcp-Session-Id', 'Mcp-Protocol-Version'] }));
  app.use(metadata);
  app.use(
    '/mcp',
    authenticate(verifier, { resourceMetadata: metadata.url, challengeScopes: scopes }),
    authorize({ allScopes: scopes }),
    express.json(),
    authorizeTools,
    endWithToken(verifier),
  );
  app.post('/mcp', handleMcp);
  if (handleMcp !== stateless) app.get('/mcp', handleMcp).delete('/mcp', handleMcp);
  app.all('/mcp', (_req, res) => {
    res.sendStatus(405);
  });
  app.use(authErrorHandler());
  return app;
};
// #endregion
