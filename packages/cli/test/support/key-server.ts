import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/**
 * Publishes any document as a key set.
 *
 * @param prepare - Adds to the response's headers.
 * @returns Its URL.
 */
export const publish = async (document: object, prepare?: (response: ServerResponse) => void): Promise<string> => {
  const server = createServer((_, response) => {
    prepare?.(response);
    response.end(JSON.stringify(document));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
};
