/** A server under load in a separate process: `node server.ts express|hono <jwksUri>`. */
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { type AppName, startApp } from './apps.ts';
import { fetchKeys } from './keys-endpoint.ts';

/** Messages from the driver. */
export type Order = { readonly offset: number } | { readonly report: true };

/** Messages to the driver: the origin, the confirmation of a clock offset, the memory usage. */
export type Word =
  | { readonly origin: string }
  | { readonly offset: number }
  | { readonly rss: number; readonly heapUsed: number; readonly cacheEntries: number };

const [, , app, userPoolId = '', clientId = '', jwksUri = ''] = process.argv;
let offset = 0;
const verifier: Verifier = createVerifier({
  userPoolId,
  clientId,
  tokenUse: 'access',
  jwksUri,
  clock: () => Date.now() + offset,
  keys: { fetch: fetchKeys },
});
const say = (word: Word): void => void process.send?.(word);

process.on('message', (order: Order) => {
  if ('offset' in order) {
    offset = order.offset;
    say({ offset });
  } else {
    // RSS alone is not sufficient, because V8 keeps freed memory. The heap after a collection shows retained objects.
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    say({ rss, heapUsed, cacheEntries: verifier.stats().cacheEntries });
  }
});
process.on('disconnect', () => process.exit());

const { origin } = await startApp(app as AppName, verifier);
say({ origin });
