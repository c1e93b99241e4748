import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { serve } from '@hono/node-server';
import type { Config } from '../options/local-sign-in-options.ts';
import type { Certificate } from './certificate.ts';

/** A server that listens. */
export interface RunningServer {
  /** The scheme, the host and the port. */
  readonly origin: string;
  /** Drops open connections and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts the server; rejects where the port is taken. */
export const startServer = async (
  { host, port }: Pick<Config, 'host' | 'port'>,
  certificate: Certificate | undefined,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<RunningServer> => {
  const tls = certificate && { createServer: createHttpsServer, serverOptions: certificate };
  const { server, boundPort } = await new Promise<{ server: ReturnType<typeof serve>; boundPort: number }>(
    (resolve, reject) => {
      const server = serve(
        { fetch, hostname: host, port, ...(tls ?? { createServer: createHttpServer }) },
        ({ port: boundPort }) => resolve({ server, boundPort }),
      );
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE') return reject(error);
        const message = `createLocalSignIn: port must be free; ${port} is in use.`;
        reject(Object.assign(new Error(message, { cause: error }), { code: error.code }));
      });
    },
  );
  let closing: Promise<void> | undefined;
  const name = host === '::1' ? '[::1]' : host;
  return {
    origin: `${certificate === undefined ? 'http' : 'https'}://${name}:${boundPort}`,
    close: () => {
      closing ??= new Promise<void>((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        // Without this, close() waits for as long as a keep-alive client does.
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      return closing;
    },
  };
};
