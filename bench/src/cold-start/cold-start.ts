import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { httpEvent, requestAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import type { Effort, Figure, Group, Measured, Measurements } from '../figure.ts';
import { usualToken } from '../fixture.ts';
import { median } from '../median.ts';
import { type Bundle, bundle } from './bundle.ts';
import type { ColdStartTask, ColdStartTimes } from './process.ts';
import { startTlsEndpoint } from './tls-endpoint.ts';

/** A kind of function: its modules in this folder, and its event. */
interface Kind {
  readonly name: string;
  readonly module: string;
  readonly event: (request: { readonly path: string; readonly headers: { readonly authorization: string } }) => unknown;
}

const kinds: readonly Kind[] = [
  { name: 'core alone', module: 'core', event: httpEvent },
  { name: 'REST authorizer', module: 'rest', event: requestAuthorizerEvent },
  { name: 'Middy', module: 'middy', event: httpEvent },
  { name: 'Hono on Lambda', module: 'hono', event: httpEvent },
];

const makers = ['ours', 'base'] as const;
type Maker = (typeof makers)[number];

/** Modules that a process loads before the function. Lambda's runtime client loads `node:http`. */
const processes = [
  { name: 'bare process', loadedBefore: '', fetchedAtMost: 1, preloadedAtMost: 0.9 },
  { name: 'node:http loaded', loadedBefore: 'node:http', fetchedAtMost: 1.05, preloadedAtMost: 1.6 },
] as const;
type Process = (typeof processes)[number];

const parts = ['import', 'import + construct', 'first answer, keys preloaded', 'first answer, keys fetched'] as const;
type Part = (typeof parts)[number];

const makerNames = { ours: 'ours', base: 'aws-jwt-verify by hand' } as const;
const bundleOf = (kind: Kind, maker: Maker): string => `${kind.name}, ${makerNames[maker]}: bundle`;
const timeOf = (kind: Kind, maker: Maker, process: Process, part: Part): string =>
  `${kind.name}, ${makerNames[maker]}, ${process.name}: ${part}`;

const atMostOf = (part: Part, { fetchedAtMost, preloadedAtMost }: Process): number | undefined => {
  if (part === 'first answer, keys fetched') return fetchedAtMost;
  return part === 'first answer, keys preloaded' ? preloadedAtMost : undefined;
};

const figuresOf = (kind: Kind): readonly Figure[] => [
  { name: `${kind.name}: bundle, minified`, of: bundleOf(kind, 'ours') },
  ...processes.flatMap((process) =>
    parts.map((part): Figure => {
      const atMost = atMostOf(part, process);
      return {
        name: `${kind.name}, ${process.name}, ${part}: ours / aws-jwt-verify by hand`,
        of: timeOf(kind, 'ours', process, part),
        per: timeOf(kind, 'base', process, part),
        ...(atMost !== undefined && { target: { atMost } }),
      };
    }),
  ),
];

const run = promisify(execFile);

/** Functions with a bundle each, and a task with and without preloaded keys. */
interface Start {
  readonly kind: Kind;
  readonly maker: Maker;
  readonly bundle: Bundle;
  readonly preloadedTask: string;
  readonly fetchingTask: string;
}

const prepare = async (kind: Kind, folder: string, pool: TestPool, jwksUri: string): Promise<readonly Start[]> => {
  const { userPoolId, clientId } = pool;
  const headers = { authorization: `Bearer ${pool.accessToken(usualToken(pool))}` };
  const event = kind.event({ path: '/api/me', headers });
  const write = async (name: string, preload: boolean): Promise<string> => {
    const config = { userPoolId, clientId, jwksUri, ...(preload && { preload: pool.jwks() }) };
    const path = join(folder, `${kind.module}-${name}.json`);
    await writeFile(path, JSON.stringify({ config, event } satisfies ColdStartTask));
    return path;
  };
  const tasks = { preloadedTask: await write('preloaded', true), fetchingTask: await write('fetching', false) };
  return Promise.all(
    makers.map(async (maker) => ({
      kind,
      maker,
      ...tasks,
      bundle: await bundle(`${kind.module}-${maker}`, folder),
    })),
  );
};

/** Each round measures every function once, so that noise affects both libraries. */
const takeTurns = async (
  starts: readonly Start[],
  startCold: (url: string, taskPath: string, loadedBefore: string) => Promise<ColdStartTimes>,
  effort: Effort,
): Promise<Measurements> => {
  const times: Record<string, number[]> = {};
  const note = (name: string, value: number): void => {
    times[name] = [...(times[name] ?? []), value];
  };
  for (let turn = 0; turn < effort.coldStarts; turn++) {
    for (const { kind, maker, bundle, preloadedTask, fetchingTask } of starts) {
      for (const process of processes) {
        const preloaded = await startCold(bundle.url, preloadedTask, process.loadedBefore);
        const fetched = await startCold(bundle.url, fetchingTask, process.loadedBefore);
        note(timeOf(kind, maker, process, 'import'), preloaded.imported);
        note(timeOf(kind, maker, process, 'import + construct'), preloaded.constructed);
        note(timeOf(kind, maker, process, 'first answer, keys preloaded'), preloaded.answered);
        note(timeOf(kind, maker, process, 'first answer, keys fetched'), fetched.answered);
      }
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]): [string, Measured] => [name, { value: median(all), unit: 'ms' }]),
  );
};

/** A function's first event, from its deployed bundle, in a new process. */
export const coldStart: Group = {
  name: 'cold start',
  method:
    'bundles by esbuild in fresh processes, keys over TLS on loopback; wall-clock time since the import began, medians, interleaved',
  isScaling: false,
  figures: kinds.flatMap(figuresOf),
  measure: async (names, effort) => {
    const wanted = kinds.filter((kind) => [...names].some((name) => name.startsWith(kind.name)));
    const pool = await createTestPool();
    const folder = await mkdtemp(join(tmpdir(), 'cognito-guard-bench-'));
    const endpoint = await startTlsEndpoint(pool.jwks(), folder);
    try {
      const harness = fileURLToPath((await bundle('process', folder)).url);
      const prepared = await Promise.all(wanted.map((kind) => prepare(kind, folder, pool, endpoint.jwksUri)));
      const starts = prepared.flat();
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: endpoint.certificatePath };
      const startCold = async (...args: readonly string[]): Promise<ColdStartTimes> => {
        const { stdout } = await run(process.execPath, [harness, ...args], { env });
        return JSON.parse(stdout) as ColdStartTimes;
      };
      const sizes = starts.map(({ kind, maker, bundle }): [string, Measured] => [
        bundleOf(kind, maker),
        { value: bundle.kilobytes, unit: 'KB' },
      ]);
      return { ...Object.fromEntries(sizes), ...(await takeTurns(starts, startCold, effort)) };
    } finally {
      await endpoint.close();
      await rm(folder, { recursive: true });
    }
  },
};
