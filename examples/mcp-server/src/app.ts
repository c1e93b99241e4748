import { AuthError, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth, protectedResourceMetadata, toMcpAuthInfo } from '@cognito-guard/express';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';

const answerRefusals: ErrorRequestHandler = (error, _req, res, next) => {
  if (!AuthError.is(error)) return next(error);
  const { code, message } = error;
  res.status(error.status).set(error.headers).json({ code, message });
};

// #region app
const createServer = (): McpServer => {
  const server = new McpServer({ name: 'orders', version: '1.0.0' });
  const input = { item: z.string() };
  server.registerTool('order', { description: 'Orders an item.', inputSchema: input }, ({ item }, { authInfo }) => {
    const caller = authInfo?.extra?.['username'] ?? `machine ${authInfo?.clientId}`;
    return { content: [{ type: 'text', text: `${item} for ${caller}` }] };
  });
  return server;
};

/** `resource` is the server's public URL; `issuer` is the user pool's issuer. */
export const createApp = (verifier: Verifier<'access'>, resource: string, issuer: string): Express => {
  const metadata = protectedResourceMetadata({
    resource,
    authorizationServers: [issuer],
    scopesSupported: ['orders/write'],
    resourceName: 'Orders',
  });
  const app = express();
  app.use(metadata);
  app.use(
    '/mcp',
    authenticate(verifier, { resourceMetadata: metadata.url }),
    authorize({ allScopes: ['orders/write'] }),
  );
  app.post('/mcp', express.json(), async (req, res) => {
    // Without sessions, each request has its own server and transport.
    const transport = new StreamableHTTPServerTransport();
    res.on('close', () => transport.close());
    await createServer().connect(transport);
    await transport.handleRequest(Object.assign(req, { auth: toMcpAuthInfo(getAuth(req)) }), res, req.body);
  });
  app.all('/mcp', (_req, res) => {
    res.sendStatus(405);
  });
  app.use(answerRefusals);
  return app;
};
// #endregion
