/** Starts the server with a local user pool, without AWS: `npm start`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import type { RequestHandler } from 'express';
import { createApp } from './app.ts';

interface Local extends AsyncDisposable {
  readonly pool: TestPool;
  readonly resource: string;
}

/** Starts the user pool and the app on loopback. */
export const startLocal = async (port: number, handleMcp?: RequestHandler): Promise<Local> => {
  const pool = await createTestPool();
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  // The URL contains the port, which is known only after the start.
  const resource = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    audience: resource,
    clockToleranceSeconds: 0,
  });
  server.on('request', createApp(verifier, resource, pool.issuer, handleMcp));
  return {
    pool,
    resource,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

if (import.meta.main) {
  const { pool, resource } = await startLocal(Number(process.env['PORT'] ?? 3000));
  const token = pool.accessToken({ username: 'alice', scope: 'orders/write', claims: { aud: resource } });
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'order', arguments: { item: 'tea' } } };
  const headers = ['Content-Type: application/json', 'Accept: application/json, text/event-stream']
    .map((header) => `-H '${header}'`)
    .join(' ');
  console.log(`# no token: 401, with the metadata URL\ncurl -i -X POST ${resource}\n`);
  console.log(
    `# a user: 200\ncurl -i ${resource} ${headers} -H 'Authorization: Bearer ${token}' -d '${JSON.stringify(call)}'`,
  );
}
