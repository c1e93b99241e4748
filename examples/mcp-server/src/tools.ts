import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** The tools. Each gets its caller from the token of the request. */
export const createServer = (): McpServer => {
  const server = new McpServer({ name: 'orders', version: '1.0.0' });
  const input = { item: z.string() };
  server.registerTool('order', { description: 'Orders an item.', inputSchema: input }, ({ item }, { authInfo }) => {
    const caller = authInfo?.extra?.['username'] ?? `machine ${authInfo?.clientId}`;
    return { content: [{ type: 'text', text: `${item} for ${caller}` }] };
  });
  server.registerTool('cancel', { description: 'Cancels an order.', inputSchema: input }, ({ item }) => ({
    content: [{ type: 'text', text: `${item} cancelled` }],
  }));
  return server;
};
