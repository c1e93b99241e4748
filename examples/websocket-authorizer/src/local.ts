/** Starts the API with a local user pool and a local API Gateway, without AWS: `npm start`. */
import { once } from 'node:events';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type LocalWebSocketApi, startWebSocketApi } from '@cognito-guard/testing/api-gateway';
import { handler as prices } from './function.ts';

interface Local extends AsyncDisposable {
  readonly api: LocalWebSocketApi;
  readonly pool: TestPool;
}

/** Starts the user pool and the app on loopback. */
export const startLocal = async (): Promise<Local> => {
  const pool = await createTestPool();
  const keys = await pool.listen();
  Object.assign(process.env, { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keys.jwksUri });
  const { handler } = await import('./authorizer.ts');

  const api = await startWebSocketApi({
    authorizer: { handler, identitySources: ['route.request.header.Sec-WebSocket-Protocol'] },
    routes: {
      $connect: prices,
      // Like the deployed route, this one has a route response: API Gateway sends the function's answer.
      $default: { handler: prices, returnResponse: true },
    },
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

/** Connects like a browser, requests the price, and disconnects. Rejects if the connection is refused. */
export const askForPrice = async (url: string, token: string): Promise<unknown> => {
  const socket = new WebSocket(url, ['bearer', token]);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('refused')));
  });
  socket.send('{}');
  const [{ data }] = await once(socket, 'message');
  socket.close();
  return JSON.parse(data);
};

if (import.meta.main) {
  await using local = await startLocal();
  const { api, pool } = local;
  const callers = {
    'alice, a trader': pool.accessToken({ username: 'alice', groups: ['traders'] }),
    'bob, of no group': pool.accessToken({ username: 'bob' }),
    'carol, with an expired token': pool.accessToken({ username: 'carol', groups: ['traders'], expiresIn: -60 }),
  };
  for (const [caller, token] of Object.entries(callers)) {
    const answer = await askForPrice(api.url, token).catch((error: Error) => error.message);
    console.log(caller.padEnd(32), JSON.stringify(answer));
  }
}
