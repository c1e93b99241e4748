/** The functions behind a small HTTP API and a user pool of its own, without AWS: `npm start`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { createHandlers } from './app.ts';
import { httpEvent, lambdaContext } from './http-event.ts';

interface Local extends AsyncDisposable {
  readonly origin: string;
  readonly pool: TestPool;
}

/** Starts both, on loopback. */
export const startLocal = async (port: number): Promise<Local> => {
  const pool = await createTestPool();
  const { me, listOrders, deleteOrder } = createHandlers(createVerifier({ ...pool.options, tokenUse: 'access' }));
  const functionFor = (method: string, url: string) => {
    if (method === 'DELETE' && url.startsWith('/api/orders/')) return deleteOrder;
    return method === 'GET' ? { '/api/me': me, '/api/orders': listOrders }[url] : undefined;
  };
  const server = createServer(async ({ method = 'GET', url = '/', headers }, response) => {
    const handler = functionFor(method, url);
    const result = await handler?.(httpEvent(method, url, headers), lambdaContext());
    const { statusCode = 404, headers: answered = {}, body } = result ?? {};
    for (const [name, value] of Object.entries(answered)) response.setHeader(name, String(value));
    response.writeHead(statusCode).end(body);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pool,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${origin}/api/orders -H 'Authorization: Bearer ${token}'`);
}
