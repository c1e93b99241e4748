import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A loopback server that answers with JSON after a configurable delay. */
export interface SlowServer extends AsyncDisposable {
  readonly url: string;
  /** Delay of all following answers in milliseconds. */
  delayMs: number;
}

/**
 * @param answer - Returns the current body; undefined for 404.
 */
export const startSlowServer = async (answer: () => unknown): Promise<SlowServer> => {
  const server = createServer((_request, response) => {
    const timer = setTimeout(() => {
      const body = answer();
      response.writeHead(body === undefined ? 404 : 200, { connection: 'close' });
      response.end(JSON.stringify(body));
    }, slow.delayMs);
    response.once('close', () => clearTimeout(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const slow: SlowServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    delayMs: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return slow;
};
