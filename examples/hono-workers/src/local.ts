/** The Worker on Node, in front of a user pool of its own, without AWS or Cloudflare: `npm start`. */
import { createTestPool, type KeyEndpoint, type TestPool } from '@cognito-guard/testing';
import { type ServerType, serve } from '@hono/node-server';
import worker, { type Env } from './worker.ts';

/** What {@link startLocal} started. */
interface Local {
  readonly origin: string;
  readonly pool: TestPool;
  readonly keys: KeyEndpoint;
  readonly server: ServerType;
}

/** Starts both, on loopback. */
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
