import type { Server } from 'node:net';

/** A server that listens on 127.0.0.1. */
export interface LoopbackServer extends AsyncDisposable {
  readonly port: number;
  /** Drops open connections and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1.
 *
 * @param dropConnections - Ends the server's open connections: without it, `close` waits for clients that hang or keep
 * their connection alive.
 * @param port - Default 0: a free port.
 * @returns The listening server. Rejects when the port is taken.
 */
export const listenOnLoopback = async (
  server: Server,
  dropConnections: () => void,
  port: number = 0,
): Promise<LoopbackServer> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      dropConnections();
    });
    return closing;
  };
  return { port: address.port, close, [Symbol.asyncDispose]: close };
};
