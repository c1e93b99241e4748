/** Starts the API with a local user pool, without AWS: `npm start`. */
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import type { ServerType } from '@hono/node-server';
import { createApp } from './app.ts';
import { serveApp } from './serve.ts';

/** Starts the user pool and the app on loopback. */
export const startLocal = async (port: number): Promise<{ origin: string; pool: TestPool; server: ServerType }> => {
  const pool = await createTestPool();
  const app = createApp(createVerifier({ ...pool.options, tokenUse: 'access' }));
  const server = await serveApp(app, port, '127.0.0.1');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pool, server };
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${origin}/api/orders -H 'Authorization: Bearer ${token}'`);
}
