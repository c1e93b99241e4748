/** The default transport of Node, over real sockets. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, globalAgent } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createVerifier, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { refusal } from '../support/key-world.ts';

const pool = await createTestPool();
const body = JSON.stringify(pool.jwks());
let certificate: { cert: string; key: string };
const servers: Server[] = [];

beforeAll(async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  certificate = { cert, key };
});
afterEach(async () => {
  vi.restoreAllMocks();
  delete globalAgent.options.ca;
  globalAgent.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

interface Watched {
  readonly verifier: Verifier<'access'>;
  readonly events: VerifierEvent[];
}

const watch = (jwksUri: string): Watched => {
  const events: VerifierEvent[] = [];
  const { userPoolId, clientId } = pool;
  const onEvent = (event: VerifierEvent): unknown => events.push(event);
  return { verifier: createVerifier({ userPoolId, clientId, tokenUse: 'access', jwksUri, onEvent }), events };
};

const overTls = async (
  closesKeptAlive = false,
): Promise<{ readonly jwksUri: string; readonly connections: Set<Socket> }> => {
  const connections = new Set<Socket>();
  const answered = new Set<Socket>();
  const server = createHttpsServer(certificate, ({ socket }, response) => {
    if (answered.has(socket) && closesKeptAlive) socket.destroy();
    else response.end(body);
    answered.add(socket);
  });
  server.on('secureConnection', (socket) => connections.add(socket));
  return { jwksUri: `https://localhost:${await listen(server)}/keys`, connections };
};

describe('key sets on Node', () => {
  test('are fetched through node:https, not through the global fetch', async () => {
    const { jwksUri } = await overTls();
    globalAgent.options.ca = certificate.cert;
    const fetch = vi.spyOn(globalThis, 'fetch');
    await expect(watch(jwksUri).verifier.verify(pool.accessToken())).resolves.toBeDefined();
    expect(fetch).not.toHaveBeenCalled();
  });

  test('share a kept-alive connection', async () => {
    const { jwksUri, connections } = await overTls();
    globalAgent.options.ca = certificate.cert;
    for (let verifier = 0; verifier < 3; verifier++) await watch(jwksUri).verifier.ready();
    expect(connections.size).toBe(1);
  });

  test('are fetched over a new connection where the server has closed the kept-alive one', async () => {
    const { jwksUri, connections } = await overTls(true);
    globalAgent.options.ca = certificate.cert;
    await watch(jwksUri).verifier.ready();
    const { verifier, events } = watch(jwksUri);
    await verifier.ready();
    expect(events.map(({ type }) => type)).toEqual(['keys_refreshed']);
    expect(connections.size).toBe(2);
  });

  test('an untrusted certificate is 503, and the cause has its code', async () => {
    const { jwksUri } = await overTls();
    const { verifier, events } = watch(jwksUri);
    expect(await refusal(verifier.verify(pool.accessToken()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'keys_failed', reason: 'network', errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    );
  });

  test('a refused connection is 503, and the cause has its code', async () => {
    const server = createHttpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    servers.length = 0;
    const { verifier, events } = watch(`http://127.0.0.1:${port}/keys`);
    expect(await refusal(verifier.verify(pool.accessToken()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(expect.objectContaining({ reason: 'network', errorCode: 'ECONNREFUSED' }));
  });
});
