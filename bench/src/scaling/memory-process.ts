/** The process whose memory is measured; it needs `--expose-gc`. Argument: a file with a {@link MemoryTask}. */
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createVerifier } from '@cognito-guard/core';
import type { Jwks } from '@cognito-guard/testing';
import { serve } from '../child.ts';

/** The tokens to verify, and the cache options. */
export interface MemoryTask {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly jwks: Jwks;
  readonly cache: { readonly maxEntries: number; readonly maxBytes: number };
  /** Tokens to verify without a cache first, so that the engine's own memory growth ends before the measurement. */
  readonly warmUp: readonly string[];
}

/** Bytes after a full garbage collection. */
export interface MemoryState {
  readonly rss: number;
  readonly heap: number;
  /** The number of entries that the cache reports. */
  readonly cacheEntries: number;
  readonly cacheBytes: number;
}

const [path = ''] = process.argv.slice(2);
const { userPoolId, clientId, jwks, cache, warmUp } = JSON.parse(readFileSync(path, 'utf8')) as MemoryTask;
const options = { userPoolId, clientId, tokenUse: 'access', keys: { preload: jwks } } as const;

const cacheless = createVerifier({ ...options, cache: false });
for (let round = 0; round < 20; round++) for (const token of warmUp) await cacheless.verify(token);
const verifier = createVerifier({ ...options, cache });

/** Runs three collections, because one collection only releases objects such as buffers. */
const collect = async (): Promise<void> => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setImmediate();
  }
};

serve<readonly string[]>(async (tokens): Promise<MemoryState> => {
  for (const token of tokens) await verifier.verify(token);
  // Between batches the engine collects when it likes, as it does in a service.
  if (tokens.length === 0) await collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { cacheEntries, cacheBytes } = verifier.stats();
  return { rss, heap: heapUsed + external, cacheEntries, cacheBytes };
});
