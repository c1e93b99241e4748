import { fetchHandler } from './chosen-app.ts';

/** The part of Bun's API that this file uses. */
declare const Bun: {
  serve(options: { hostname: string; port: number; fetch: typeof fetchHandler }): { readonly url: URL };
};

console.log(Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: fetchHandler }).url.origin);
