import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPool, type KeyEndpoint, type TestPool } from '@cognito-guard/testing';
import { httpEvent, requestAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { Child } from '../child.ts';
import type { Effort, Figure, Group, Measured, Measurements } from '../figure.ts';
import { usualToken } from '../fixture.ts';
import { median } from '../median.ts';
import { bundle } from './bundle.ts';
import type { ColdStartTask, ColdStartTimes } from './process.ts';

/** A kind of function: the modules beside this one that make it, and what it is handed. */
interface Kind {
  readonly name: string;
  readonly ours: string;
  readonly base: string;
  readonly event: (request: { readonly path: string; readonly headers: { readonly authorization: string } }) => unknown;
}

const kinds: readonly Kind[] = [
  { name: 'REST authorizer', ours: 'rest-ours', base: 'rest-base', event: requestAuthorizerEvent },
  { name: 'Middy', ours: 'middy-ours', base: 'middy-base', event: httpEvent },
  { name: 'Hono on Lambda', ours: 'hono-ours', base: 'hono-base', event: httpEvent },
];

type Part =
  | 'bundle'
  | 'import'
  | 'import + construct'
  | 'first answer, keys preloaded'
  | 'first answer, keys fetched'
  | 'fetches, keys preloaded';

const measurement = (kind: Kind, maker: 'ours' | 'base', part: Part): string =>
  `${kind.name}, ${maker === 'ours' ? 'ours' : 'aws-jwt-verify by hand'}: ${part}`;

const figuresOf = (kind: Kind): readonly Figure[] => {
  const isAuthorizer = kind.name === 'REST authorizer';
  const against = (part: Part): Figure => ({
    name: `${kind.name}, ${part}: ours / aws-jwt-verify by hand`,
    of: measurement(kind, 'ours', part),
    per: measurement(kind, 'base', part),
  });
  const bundleSize = { name: `${kind.name}: bundle, minified`, of: measurement(kind, 'ours', 'bundle') };
  return [
    isAuthorizer ? { ...bundleSize, target: { atMost: 45 } } : bundleSize,
    isAuthorizer ? { ...against('import + construct'), target: { atMost: 1.3 } } : against('import + construct'),
    against('first answer, keys preloaded'),
    against('first answer, keys fetched'),
    {
      name: `${kind.name}: fetches for the first answer, keys preloaded`,
      of: measurement(kind, 'ours', 'fetches, keys preloaded'),
      target: { atMost: 0 },
    },
  ];
};

/** One fresh process. Node's own start, the same for all, is not counted. */
const startCold = async (url: string, taskPath: string): Promise<ColdStartTimes> => {
  const child = await Child.start(new URL('./process.ts', import.meta.url), [url, taskPath]);
  try {
    return await child.ask<ColdStartTimes>('begin');
  } finally {
    await child.stop();
  }
};

/** Functions that can be started: a bundle each, and a task with and without the keys. */
interface Start {
  readonly kind: Kind;
  readonly maker: 'ours' | 'base';
  readonly url: string;
  readonly preloadedTask: string;
  readonly fetchingTask: string;
}

const prepare = async (
  kind: Kind,
  folder: string,
  pool: TestPool,
  jwksUri: string,
): Promise<readonly (Start & { readonly kilobytes: number })[]> => {
  const { userPoolId, clientId } = pool;
  const headers = { authorization: `Bearer ${pool.accessToken(usualToken(pool))}` };
  const event = kind.event({ path: '/api/me', headers });
  const write = async (name: string, preload: boolean): Promise<string> => {
    const config = { userPoolId, clientId, jwksUri, ...(preload && { preload: pool.jwks() }) };
    const path = join(folder, `${kind.ours}-${name}.json`);
    await writeFile(path, JSON.stringify({ config, event } satisfies ColdStartTask));
    return path;
  };
  const tasks = { preloadedTask: await write('preloaded', true), fetchingTask: await write('fetching', false) };
  return Promise.all(
    (['ours', 'base'] as const).map(async (maker) => ({
      kind,
      maker,
      ...tasks,
      ...(await bundle(kind[maker], folder)),
    })),
  );
};

const takeTurns = async (starts: readonly Start[], endpoint: KeyEndpoint, effort: Effort): Promise<Measurements> => {
  const times: Record<string, number[]> = {};
  const fetches: Record<string, number> = {};
  const note = ({ kind, maker }: Start, part: Part, value: number): void => {
    const name = measurement(kind, maker, part);
    times[name] = [...(times[name] ?? []), value];
  };
  for (let turn = 0; turn < effort.coldStarts; turn++) {
    for (const start of starts) {
      const before = endpoint.requests;
      const { imported, constructed, answered } = await startCold(start.url, start.preloadedTask);
      const fetched = measurement(start.kind, start.maker, 'fetches, keys preloaded');
      fetches[fetched] = Math.max(fetches[fetched] ?? 0, endpoint.requests - before);
      note(start, 'import', imported);
      note(start, 'import + construct', constructed);
      note(start, 'first answer, keys preloaded', answered);
      note(start, 'first answer, keys fetched', (await startCold(start.url, start.fetchingTask)).answered);
    }
  }
  return Object.fromEntries<Measured>([
    ...Object.entries(times).map(([name, all]) => [name, { value: median(all), unit: 'ms' }] as const),
    ...Object.entries(fetches).map(([name, value]) => [name, { value, unit: 'fetches' }] as const),
  ]);
};

/** A function's first event, from a bundle as it is deployed. */
export const coldStart: Group = {
  name: 'cold start',
  method: 'bundles by esbuild; wall-clock time since the import began, the median of fresh processes, interleaved',
  isScaling: false,
  figures: kinds.flatMap(figuresOf),
  measure: async (names, effort) => {
    const wanted = kinds.filter((kind) => [...names].some((name) => name.startsWith(kind.name)));
    const pool = await createTestPool();
    const endpoint = await pool.listen();
    const folder = await mkdtemp(join(tmpdir(), 'cognito-guard-bench-'));
    try {
      const prepared = await Promise.all(wanted.map((kind) => prepare(kind, folder, pool, endpoint.jwksUri)));
      const starts = prepared.flat();
      const sizes = starts.map(
        ({ kind, maker, kilobytes }) =>
          [measurement(kind, maker, 'bundle'), { value: kilobytes, unit: 'KB' } satisfies Measured] as const,
      );
      return { ...Object.fromEntries(sizes), ...(await takeTurns(starts, endpoint, effort)) };
    } finally {
      await endpoint.close();
      await rm(folder, { recursive: true });
    }
  },
};
