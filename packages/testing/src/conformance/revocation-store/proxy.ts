import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '../../lib/loopback-server.ts';

/** A TCP proxy on loopback whose network can fail. */
export interface TestProxy extends AsyncDisposable {
  readonly port: number;
  /** The number of open connections from clients. */
  readonly connections: number;
  /**
   * From now on drops every byte in both directions without an error, as a black hole in the network does. The proxy
   * still accepts connections.
   */
  fallSilent(): void;
  /**
   * Passes bytes again on new connections and on those that lost none. A connection that lost bytes stays half-open and
   * silent, like one whose state a firewall has dropped.
   */
  recover(): void;
  /** Resets every connection. */
  cut(): void;
}

/**
 * Opens a TCP proxy in front of a service on loopback, for tests of network failures.
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
        // A black hole hides the end of one side from the other.
        if (from === client || !isSilent) to.destroy();
      });
    };
    forward(client, service);
    forward(service, client);
    client.on('close', () => clients.delete(client));
  };

  const cut = (): void => {
    for (const client of clients) client.resetAndDestroy();
  };
  const { port: proxyPort, close } = await listenOnLoopback(createServer(pass), cut);
  return {
    port: proxyPort,
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
    [Symbol.asyncDispose]: close,
  };
};
