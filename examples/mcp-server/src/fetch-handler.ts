/** The server with version 2 of the SDK, for hosts of Fetch API requests: Workers, Deno, Bun, Hono. */
import type { Verifier } from '@cognito-guard/core';
import { protectedResource, toMcpAuthInfo } from '@cognito-guard/core/http';
import { guard } from '@cognito-guard/core/web';
import { createMcpHandler, McpServer, requireScopes } from '@modelcontextprotocol/server';
import { z } from 'zod';

// #region fetch
const createServer = (): McpServer => {
  const server = new McpServer({ name: 'orders', version: '1.0.0' });
  const inputSchema = z.object({ item: z.string() });
  server.registerTool('order', { description: 'Orders an item.', inputSchema }, ({ item }, { http }) => {
    const caller = http?.authInfo?.extra?.['username'] ?? `machine ${http?.authInfo?.clientId}`;
    return { content: [{ type: 'text', text: `${item} for ${caller}` }] };
  });
  const scopeChallenge = requireScopes('orders/write', 'orders/cancel');
  server.registerTool('cancel', { description: 'Cancels an order.', inputSchema, scopeChallenge }, ({ item }) => ({
    content: [{ type: 'text', text: `${item} cancelled` }],
  }));
  return server;
};

/** `resource` is the server's public URL; `issuer` is the user pool's issuer, or that of a façade. */
export const createHandler = (
  verifier: Verifier<'access'>,
  resource: string,
  issuer: string,
): ((request: Request) => Promise<Response>) => {
  const scopes = ['orders/write'];
  const metadata = protectedResource({ resource, authorizationServers: [issuer], scopesSupported: scopes });
  const resourceMetadata = metadata.url;
  const requirements = { allScopes: scopes };
  const check = guard(verifier, { resourceMetadata, challengeScopes: scopes, requirements });
  const mcp = createMcpHandler(createServer);
  return async (request) => {
    const answer = metadata.answer(request.method, request.url);
    if (answer !== undefined) return new Response(answer.body, answer);
    const auth = await check(request);
    if (auth instanceof Response) return auth;
    return mcp.fetch(request, { authInfo: toMcpAuthInfo(auth, { resourceMetadata }) });
  };
};
// #endregion
