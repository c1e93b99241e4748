/** Starts the API with a local user pool, without AWS: `npm start`. */
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { createApp } from './app.ts';

/** Starts the user pool and the app on loopback. */
export const startLocal = async (port: number): Promise<{ origin: string; pool: TestPool } & AsyncDisposable> => {
  const pool = await createTestPool();
  const app = createApp(createVerifier({ ...pool.options, tokenUse: 'access' }));
  const origin = await app.listen({ port, host: '127.0.0.1' });
  return { origin, pool, [Symbol.asyncDispose]: () => app.close() };
};

if (import.meta.main) {
  const { origin, pool } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${origin}/api/orders -H 'Authorization: Bearer ${token}'`);
}
