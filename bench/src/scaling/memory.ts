import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { Child } from '../child.ts';
import type { Effort, Group, Measured, Measurements } from '../figure.ts';
import { usualToken } from '../fixture.ts';
import { mint, mintAll } from '../mint.ts';
import type { MemoryState, MemoryTask } from './memory-process.ts';

const sizes = [1_000, 10_000, 100_000] as const;
const perToken = (size: number): string => `heap of one cached token, of ${size.toLocaleString('en-US')}`;
const counted = (size: number): string => `${perToken(size)}, as the cache counts it`;

const bound = 8 * 1024 * 1024;
/** By default, the engine's young generation grows by more than the cache's bound; small services limit it. */
const settings = {
  'engine as it comes': [],
  'engine limited to 128 MB': ['--max-old-space-size=115', '--max-semi-space-size=6'],
} as const;
type Setting = keyof typeof settings;
const rssGrowth = (setting: Setting): string => `RSS growth, ${setting}`;
const heapGrowth = (setting: Setting): string => `heap growth, ${setting}`;
const boundName = 'bound of the cache';
const cacheBytes = 'the cache, as it counts itself';

const mebibytes = (bytes: number): Measured => ({ value: bytes / 1024 / 1024, unit: 'MiB' });

/** Memory growth of a process while a verifier with this cache verifies distinct tokens. */
const through = async (
  pool: TestPool,
  count: number,
  cache: MemoryTask['cache'],
  setting: Setting = 'engine as it comes',
): Promise<{ readonly before: MemoryState; readonly after: MemoryState }> => {
  const folder = await mkdtemp(join(tmpdir(), 'cognito-guard-bench-'));
  const path = join(folder, 'task.json');
  const warmUp = await mintAll(pool, 500, () => usualToken(pool));
  const { userPoolId, clientId } = pool;
  await writeFile(
    path,
    JSON.stringify({ userPoolId, clientId, jwks: pool.jwks(), cache, warmUp } satisfies MemoryTask),
  );
  const child = await Child.start(
    new URL('./memory-process.ts', import.meta.url),
    [path],
    ['--expose-gc', ...settings[setting]],
  );
  try {
    const before = await child.ask<MemoryState>([]);
    for await (const tokens of mint(pool, count, () => usualToken(pool))) await child.ask(tokens);
    return { before, after: await child.ask<MemoryState>([]) };
  } finally {
    await child.stop();
    await rm(folder, { recursive: true });
  }
};

const measureSizes = async (pool: TestPool, effort: Effort): Promise<Measurements> => {
  const all: Record<string, Measured> = {};
  for (const size of sizes.filter((one) => one <= effort.maxSize)) {
    const cache = { maxEntries: size, maxBytes: 8_192 * size };
    const { before, after } = await through(pool, size, cache);
    if (after.cacheEntries !== size) throw new Error('The cache does not contain every token.');
    all[perToken(size)] = { value: (after.heap - before.heap) / size, unit: 'bytes' };
    all[counted(size)] = { value: after.cacheBytes / size, unit: 'bytes' };
  }
  return all;
};

/** The memory of cached tokens, and the growth after many tokens. */
export const memory: Group = {
  name: 'memory',
  method: 'distinct valid tokens through one verifier, in a process of its own, after a full collection',
  isScaling: true,
  figures: [
    ...(Object.keys(settings) as Setting[]).flatMap((setting) => [
      { name: `${rssGrowth(setting)} / bound`, of: rssGrowth(setting), per: boundName, target: { atMost: 3 } },
      { name: `${heapGrowth(setting)} / bound`, of: heapGrowth(setting), per: boundName, target: { atMost: 1 } },
    ]),
    { name: 'the cache as it counts itself / its bound', of: cacheBytes, per: boundName, target: { atMost: 1 } },
    {
      name: 'heap of a cached token / what the cache counts',
      of: perToken(1_000),
      per: counted(1_000),
      target: { atMost: 1 },
    },
    { name: 'tokens that went through', of: 'tokens' },
  ],
  chart: {
    file: 'memory',
    title: 'Memory of one cached token, by the number of cached tokens',
    sizeLabel: 'tokens in the cache',
    valueLabel: 'bytes',
    lines: [
      { label: 'heap', points: sizes.map((size) => ({ size, of: perToken(size) })) },
      { label: 'as the cache counts', points: sizes.map((size) => ({ size, of: counted(size) })) },
    ],
  },
  measure: async (_names, effort) => {
    const pool = await createTestPool();
    const all: Record<string, Measured> = {
      tokens: { value: effort.memoryTokens, unit: 'tokens' },
      [boundName]: mebibytes(bound),
    };
    for (const setting of Object.keys(settings) as Setting[]) {
      // More entries than fit into the byte bound.
      const cache = { maxEntries: 10_000, maxBytes: bound };
      const { before, after } = await through(pool, effort.memoryTokens, cache, setting);
      all[cacheBytes] = mebibytes(after.cacheBytes);
      all[rssGrowth(setting)] = mebibytes(after.rss - before.rss);
      all[heapGrowth(setting)] = mebibytes(after.heap - before.heap);
    }
    return { ...all, ...(await measureSizes(pool, effort)) };
  },
};
