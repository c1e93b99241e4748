import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

/** A handler of Fetch API requests. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** Serves a handler over HTTP on a free loopback port. */
export const serveFetch = async (fetch: FetchHandler): Promise<{ readonly origin: string } & AsyncDisposable> => {
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    // The host's own Request and Response have to do: no global is replaced.
    const options = { fetch, hostname: '127.0.0.1', port: 0, overrideGlobalObjects: false };
    const started = serve(options, () => resolve(started));
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
