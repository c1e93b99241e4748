/** Starts the API with a local user pool and a local API Gateway, without AWS: `npm start`. */
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type LocalApi, startHttpApi } from '@cognito-guard/testing/api-gateway';
import { handler as orders } from './function.ts';
import { routes } from './routes.ts';

interface Local extends AsyncDisposable {
  readonly api: LocalApi;
  readonly pool: TestPool;
}

/** Starts the user pool and the app on loopback. */
export const startLocal = async (): Promise<Local> => {
  const pool = await createTestPool();
  const keys = await pool.listen();
  Object.assign(process.env, { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keys.jwksUri });
  const { handler } = await import('./authorizer.ts');

  const api = await startHttpApi({
    authorizer: { handler, payloadVersion: '2.0', identitySources: ['$request.header.Authorization'] },
    routes: Object.fromEntries(routes.map(({ method, path }) => [`${method} ${path}`, orders])),
  });
  return {
    api,
    pool,
    [Symbol.asyncDispose]: async () => {
      await api.close();
      await keys.close();
    },
  };
};

if (import.meta.main) {
  const { api, pool } = await startLocal();
  const token = pool.accessToken({ username: 'alice', scope: ['orders/read'] });
  for (const { method, path } of routes) {
    console.log(`curl -i -X ${method} ${api.url}${path.replace('{id}', '1')} -H 'Authorization: Bearer ${token}'\n`);
  }
}
