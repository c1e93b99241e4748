import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback whose network can fail. */
export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections from clients that are open now. */
  readonly connections: number;
  /**
   * From now on swallows every byte, in both directions, and tells nobody: what a black hole in the network does.
   * Connections are still accepted.
   */
  fallSilent(): void;
  /**
   * Passes bytes again. A connection that lost bytes stays silent for ever, as one that a firewall has forgotten does: it
   * is half-open, and only a new connection is answered.
   */
  recover(): void;
  /** Resets every connection. */
  cut(): void;
}

/**
 * Opens a TCP proxy in front of a service on loopback, for tests of what happens when the network between fails.
 *
 * @param port - The service's port on 127.0.0.1.
 * @returns The proxy. Disposing it closes every connection.
 * @example
 * ```ts
 * import { openProxy } from '@cognito-guard/testing/conformance';
 *
 * await using proxy = await openProxy(6379);
 * // Connect a client to proxy.port; then:
 * proxy.fallSilent();
 * ```
 */
export const openProxy = async (port: number): Promise<TestProxy> => {
  let isSilent = false;
  const clients = new Set<Socket>();

  const pass = (client: Socket): void => {
    const service = connect(port, '127.0.0.1');
    let hasLostBytes = false;
    clients.add(client);
    const forward = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        hasLostBytes ||= isSilent;
        if (!hasLostBytes) to.write(bytes);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        // What ends on one side of a black hole is not seen on the other.
        if (from === client || !isSilent) to.destroy();
      });
    };
    forward(client, service);
    forward(service, client);
    client.on('close', () => clients.delete(client));
  };

  const server = createServer(pass).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const client of clients) client.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return clients.size;
    },
    fallSilent: () => {
      isSilent = true;
    },
    recover: () => {
      isSilent = false;
    },
    cut,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      cut();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
};
