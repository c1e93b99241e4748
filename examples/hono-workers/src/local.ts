/** Starts the Worker on Node.js with a local user pool, without AWS or Cloudflare: `npm start`. */
import { createTestPool, type KeyEndpoint, type TestPool } from '@cognito-guard/testing';
import { type ServerType, serve } from '@hono/node-server';
import worker, { type Env } from './worker.ts';

/** The result of {@link startLocal}. */
interface Local {
  readonly origin: string;
  readonly pool: TestPool;
  readonly keys: KeyEndpoint;
  readonly server: ServerType;
}

/** Starts the user pool and the app on loopback. */
export const startLocal = async (port: number): Promise<Local> => {
  const pool = await createTestPool();
  const keys = await pool.listen();
  const env: Env = { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keys.jwksUri };
  return new Promise((resolve) => {
    const fetch = (request: Request) => worker.fetch(request, env);
    const server = serve({ fetch, hostname: '127.0.0.1', port }, (address) =>
      resolve({ origin: `http://127.0.0.1:${address.port}`, pool, keys, server }),
    );
  });
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 8787));
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${origin}/api/orders -H 'Authorization: Bearer ${token}'`);
}
