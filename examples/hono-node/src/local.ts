/** Starts the API with a local user pool, without AWS: `npm start`. */
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type ServerType, serve } from '@hono/node-server';
import { createApp } from './app.ts';

/** Starts the user pool and the app on loopback. */
export const startLocal = async (port: number): Promise<{ origin: string; pool: TestPool; server: ServerType }> => {
  const pool = await createTestPool();
  const app = createApp(createVerifier({ ...pool.options, tokenUse: 'access' }));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (address) =>
      resolve({ origin: `http://127.0.0.1:${address.port}`, pool, server }),
    );
  });
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${origin}/api/orders -H 'Authorization: Bearer ${token}'`);
}
