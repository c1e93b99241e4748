/** The API in front of a user pool of its own, without AWS: `npm start`. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { createApp } from './app.ts';

/** A request to try, and the status that it is answered with. */
interface Attempt {
  readonly who: string;
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
    { who: 'no token', method: 'GET', path: '/api/me', status: 401 },
    { who: 'a user', method: 'GET', path: '/api/me', token: pool.accessToken({ username: 'alice' }), status: 200 },
    { who: 'a user without the scope', method: 'GET', path: '/api/orders', token: pool.accessToken(), status: 403 },
    { who: 'a machine with the scope', method: 'GET', path: '/api/orders', token: pool.machineToken(), status: 200 },
    { who: 'an admin', method: 'DELETE', path: '/api/orders/1', token: admin, status: 204 },
  ];
};

/** Starts both, on loopback. */
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
  for (const { who, method, path, token, status } of attempts) {
    const header = token === undefined ? '' : ` -H 'Authorization: Bearer ${token}'`;
    console.log(`# ${who}: ${status}\ncurl -i -X ${method} ${origin}${path}${header}\n`);
  }
}
