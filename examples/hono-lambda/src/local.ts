/** Starts the function with a local HTTP API and a local user pool, without AWS: `npm start`. */
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type LocalApi, startHttpApi } from '@cognito-guard/testing/api-gateway';
import { handle } from 'hono/aws-lambda';
import { createApp } from './app.ts';

/** Starts the user pool and the app on loopback. */
export const startLocal = async (): Promise<{ api: LocalApi; pool: TestPool }> => {
  const pool = await createTestPool();
  const handler = handle(createApp(createVerifier({ ...pool.options, tokenUse: 'access' })));
  return { api: await startHttpApi({ routes: { $default: handler } }), pool };
};

if (import.meta.main) {
  const { api, pool } = await startLocal();
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${api.url}/api/orders -H 'Authorization: Bearer ${token}'`);
}
