/** The function behind a small HTTP API and a user pool of its own, without AWS: `npm start`. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { handle } from 'hono/aws-lambda';
import { createApp } from './app.ts';
import { httpEvent } from './http-event.ts';

/** Starts both, on loopback. */
export const startLocal = async (port: number): Promise<{ origin: string; pool: TestPool; server: Server }> => {
  const pool = await createTestPool();
  const handler = handle(createApp(createVerifier({ ...pool.options, tokenUse: 'access' })));
  const server = createServer(async ({ method = 'GET', url = '/', headers }, response) => {
    const result = await handler(httpEvent(method, url, headers));
    response.writeHead(result.statusCode, result.headers).end(result.body);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pool, server };
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${origin}/api/orders -H 'Authorization: Bearer ${token}'`);
}
