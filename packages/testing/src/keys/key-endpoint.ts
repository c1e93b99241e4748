import { createServer } from 'node:http';
import { listenOnLoopback } from '../lib/loopback-server.ts';
import { jwksPath } from '../user-pool/names.ts';
import { answerWithFault, type KeyEndpointFault } from './endpoint-faults.ts';
import type { Jwks } from './key.ts';
import { assertStatus } from './key-set-bodies.ts';

/** Options of {@link TestPool.listen}. */
export interface ListenOptions {
  /** Default 0: a free port. */
  readonly port?: number;
}

/** An HTTP server on the loopback interface that publishes a pool's keys, with faults on command. */
export interface KeyEndpoint extends AsyncDisposable {
  /** The server's origin, for example `http://127.0.0.1:49152`. */
  readonly url: string;
  /** The URL of the keys: `<url>/<userPoolId>/.well-known/jwks.json`. */
  readonly jwksUri: string;
  /** The number of requests so far, at any path. */
  readonly requests: number;
  /** Makes every later request fail this way; `undefined` ends the fault. Requests that already hang keep hanging. */
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

  const { port: boundPort, close } = await listenOnLoopback(server, () => server.closeAllConnections(), port);
  const url = `http://127.0.0.1:${boundPort}`;

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
