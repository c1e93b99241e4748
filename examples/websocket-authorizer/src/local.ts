/** The API on this machine: a user pool of its own, and API Gateway's rules, without AWS: `npm start`. */
import { once } from 'node:events';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { type LocalWebSocketApi, startWebSocketApi } from '@cognito-guard/testing/api-gateway';
import { handler as prices } from './function.ts';

interface Local extends AsyncDisposable {
  readonly api: LocalWebSocketApi;
  readonly pool: TestPool;
}

/** Starts both, on loopback. */
export const startLocal = async (): Promise<Local> => {
  const pool = await createTestPool();
  const keys = await pool.listen();
  Object.assign(process.env, { USER_POOL_ID: pool.userPoolId, CLIENT_ID: pool.clientId, JWKS_URI: keys.jwksUri });
  const { handler } = await import('./authorizer.ts');

  const api = await startWebSocketApi({
    authorizer: { handler, identitySources: ['route.request.header.Sec-WebSocket-Protocol'] },
    routes: {
      $connect: prices,
      // Deployed, too, this route has a route response: API Gateway sends what the function answers.
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

/** Connects as a browser does, asks for the price, and hangs up. Rejects where the connection is refused. */
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
    'carol, whose token has expired': pool.accessToken({ username: 'carol', groups: ['traders'], expiresIn: -60 }),
  };
  for (const [caller, token] of Object.entries(callers)) {
    const answer = await askForPrice(api.url, token).catch((error: Error) => error.message);
    console.log(caller.padEnd(32), JSON.stringify(answer));
  }
}
