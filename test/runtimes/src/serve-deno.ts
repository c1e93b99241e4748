import { fetchHandler } from './chosen-app.ts';

/** The part of Deno's API that this file uses. */
declare const Deno: {
  serve(
    options: { hostname: string; port: number; onListen: (address: { port: number }) => void },
    handler: (request: Request) => Response | Promise<Response>,
  ): unknown;
};

const onListen = ({ port }: { port: number }): void => console.log(`http://127.0.0.1:${port}`);
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, fetchHandler);
