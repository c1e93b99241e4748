import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerWithFault, type KeyEndpointFault } from './endpoint-faults.ts';
import { assertStatus } from './key-set-bodies.ts';
import type { Jwks } from './keys.ts';
import { jwksPath } from './user-pool.ts';

/** Options of {@link TestPool.listen}. */
export interface ListenOptions {
  /** The port; default 0, which takes any free one. */
  readonly port?: number;
}

/** A running HTTP server on the loopback interface that publishes a pool's keys, well or badly. */
export interface KeyEndpoint extends AsyncDisposable {
  /** The server's origin, for example `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Where the keys are: `<url>/<userPoolId>/.well-known/jwks.json`. */
  readonly jwksUri: string;
  /** How many requests have arrived so far, at any path. */
  readonly requests: number;
  /** Makes every later request fail this way; `undefined` heals the endpoint. Requests already hanging stay so. */
  fault(fault: KeyEndpointFault | undefined): void;
  /** Drops open connections, answered or not, and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts the server on 127.0.0.1 and resolves once it listens. Rejects when the port is taken. */
export async function startKeyEndpoint(
  userPoolId: string,
  jwks: () => Jwks,
  { port = 0 }: ListenOptions = {},
): Promise<KeyEndpoint> {
  const path = `/${userPoolId}${jwksPath}`;
  const movedPath = `/${userPoolId}/moved/jwks.json`;
  let requests = 0;
  let fault: KeyEndpointFault | undefined;

  const server = createServer((request, response) => {
    requests += 1;
    if (request.url === path && fault !== undefined) {
      answerWithFault(fault, jwks(), response, movedPath);
      return;
    }
    const found = request.url === path || request.url === movedPath;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(found ? JSON.stringify(jwks()) : '{"message":"Not Found"}');
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${boundPort(server.address())}`;

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      // Without this, close() waits for as long as a hanging or keep-alive client does.
      server.closeAllConnections();
    });
    return closing;
  };

  return {
    url,
    jwksUri: `${url}${path}`,
    get requests() {
      return requests;
    },
    fault(next) {
      assertStatus(next);
      fault = next;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function boundPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the key endpoint has no TCP port');
  return address.port;
}
