/** Starts the API with a local user pool, without AWS: `npm start`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { createApp } from './app.ts';

/** A sample request with its expected status. */
interface Attempt {
  readonly caller: string;
  readonly method: 'GET' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly status: number;
}

interface Local extends AsyncDisposable {
  readonly origin: string;
  readonly attempts: readonly Attempt[];
}

const attemptsWith = (pool: TestPool): readonly Attempt[] => {
  const admin = pool.accessToken({ groups: ['admins'] });
  return [
    { caller: 'no token', method: 'GET', path: '/api/me', status: 401 },
    { caller: 'a user', method: 'GET', path: '/api/me', token: pool.accessToken({ username: 'alice' }), status: 200 },
    { caller: 'a user without the scope', method: 'GET', path: '/api/orders', token: pool.accessToken(), status: 403 },
    { caller: 'a machine with the scope', method: 'GET', path: '/api/orders', token: pool.machineToken(), status: 200 },
    { caller: 'an admin', method: 'DELETE', path: '/api/orders/1', token: admin, status: 204 },
  ];
};

/** Starts the user pool and the app on loopback. */
export const startLocal = async (port: number): Promise<Local> => {
  const pool = await createTestPool();
  const server = createApp(createVerifier({ ...pool.options, tokenUse: 'access' })).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    attempts: attemptsWith(pool),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

if (import.meta.main) {
  const { origin, attempts } = await startLocal(Number(process.env['PORT'] ?? 3000));
  for (const { caller, method, path, token, status } of attempts) {
    const header = token === undefined ? '' : ` -H 'Authorization: Bearer ${token}'`;
    console.log(`# ${caller}: ${status}\ncurl -i -X ${method} ${origin}${path}${header}\n`);
  }
}
