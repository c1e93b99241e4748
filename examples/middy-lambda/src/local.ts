/** Starts the functions with a local HTTP API and a local user pool, without AWS: `npm start`. */
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type LocalApi, startHttpApi } from '@cognito-guard/testing/api-gateway';
import { createHandlers } from './app.ts';

/** Starts the user pool and the app on loopback. */
export const startLocal = async (): Promise<{ api: LocalApi; pool: TestPool }> => {
  const pool = await createTestPool();
  const { me, listOrders, deleteOrder } = createHandlers(createVerifier({ ...pool.options, tokenUse: 'access' }));
  const routes = { 'GET /api/me': me, 'GET /api/orders': listOrders, 'DELETE /api/orders/{id}': deleteOrder };
  return { api: await startHttpApi({ routes }), pool };
};

if (import.meta.main) {
  const { api, pool } = await startLocal();
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  console.log(`curl -i ${api.url}/api/orders -H 'Authorization: Bearer ${token}'`);
}
