/** Starts the façade in front of a local user pool, without AWS: `npm start`. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalSignIn, type LocalSignIn } from '@cognito-guard/local-sign-in';
import { getRequestListener } from '@hono/node-server';
import { createFacade } from './app.ts';

interface Local extends AsyncDisposable {
  readonly pool: LocalSignIn;
  readonly issuer: string;
}

/** Starts both on loopback. `redirectUris` are those of your MCP client. */
export const startLocal = async (port: number, redirectUris: readonly string[]): Promise<Local> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const scopes = ['openid', 'orders/write', 'orders/cancel'];
  const pool = await createLocalSignIn({
    port: 0,
    clients: [
      { clientId: 'mcpclients', callbackUrls: [`${issuer}/callback`], scopes },
      // For MCP clients that take a client id: they need no façade.
      { clientId: 'desktop', callbackUrls: redirectUris, scopes },
    ],
    resourceServers: [{ identifier: 'orders', scopes: ['write', 'cancel'] }],
    users: [{ username: 'alice', password: 'Password1!', email: 'alice@example.com' }],
  });
  const secret = randomBytes(32).toString('base64url');
  const options = { issuer, userPoolDomain: pool.origin, clientId: 'mcpclients', redirectUris, scopes, secret };
  server.on('request', getRequestListener(createFacade(options).fetch));
  return {
    pool,
    issuer,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await pool.close();
    },
  };
};

if (import.meta.main) {
  const { pool, issuer } = await startLocal(3001, ['http://localhost:6274/oauth/callback']);
  console.log(`${pool.banner}\nThe authorization server for MCP clients is ${issuer}.`);
}
