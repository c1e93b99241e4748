/** Runs the conformance suite in every runtime, on loopback: `npm run runtimes`. */
import type { KeyEndpoint } from '@cognito-guard/testing';
import {
  type ConformanceCase,
  type ConformanceWorld,
  conformanceCases,
  conformanceOutageCases,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
} from '@cognito-guard/testing/conformance';
import type { Env } from './app.ts';
import { runEdgeScenarios } from './edge-time.ts';
import { exampleCases } from './example-cases.ts';
import { compile, installedNodes } from './node.ts';
import { type RunningApp, runProcess } from './run-process.ts';
import { runWorkerd } from './workerd.ts';

const bun = ['bun', 'run', 'src/serve-bun.ts'] as const;
const deno = [
  'deno',
  'run',
  '--no-prompt',
  '--node-modules-dir=manual',
  '--allow-env',
  '--allow-net=127.0.0.1',
  'src/serve-deno.ts',
] as const;

interface Subject {
  readonly name: string;
  readonly start: (env: Env) => Promise<RunningApp>;
  /** Cases that share one app. */
  readonly cases: readonly ConformanceCase[];
  /** Cases that each need an app without cached keys. */
  readonly coldCases: readonly ConformanceCase[];
}

const conformance = { cases: conformanceCases, coldCases: conformanceOutageCases };

const serveOnNode = await compile('serve-node.ts');
const expressOnNode = await compile('serve-express.ts');

const nodeSubjects = installedNodes().flatMap(([name, node]): readonly Subject[] => [
  { name: `${name} hono`, start: (env) => runProcess([node, serveOnNode], env), ...conformance },
  { name: `${name} web`, start: (env) => runProcess([node, serveOnNode, 'web'], env), ...conformance },
  { name: `${name} express 4`, start: (env) => runProcess([node, expressOnNode, '4'], env), ...conformance },
  { name: `${name} express 5`, start: (env) => runProcess([node, expressOnNode, '5'], env), ...conformance },
]);

const subjects: readonly Subject[] = [
  ...nodeSubjects,
  { name: 'workerd', start: (env) => runWorkerd('./app.ts', env), ...conformance },
  { name: 'workerd web', start: (env) => runWorkerd('./web-app.ts', env), ...conformance },
  { name: 'bun', start: (env) => runProcess(bun, env), ...conformance },
  { name: 'bun web', start: (env) => runProcess([...bun, 'web'], env), ...conformance },
  { name: 'deno', start: (env) => runProcess(deno, env), ...conformance },
  { name: 'deno web', start: (env) => runProcess([...deno, 'web'], env), ...conformance },
  {
    name: 'examples/hono-workers in workerd',
    start: (env) => runWorkerd('../../../examples/hono-workers/src/worker.ts', env),
    cases: exampleCases,
    coldCases: [],
  },
];

/** The suite's world; its key failures apply to the endpoint, because the app in another process has its own `fetch`. */
const overHttp = ({ pool, otherPool }: ConformanceWorld, keys: KeyEndpoint): ConformanceWorld => ({
  pool: { ...pool, failFetch: (fault) => keys.fault(fault === 'network' ? 'reset' : fault) },
  otherPool,
});

/** @returns The number of failed cases. */
const hold = async ({ name, start, cases, coldCases }: Subject): Promise<number> => {
  const inProcess = await createConformanceWorld();
  await using keys = await inProcess.pool.listen();
  const world = overHttp(inProcess, keys);
  const { userPoolId, clientId } = world.pool;
  const startApp = (): Promise<RunningApp> =>
    start({ USER_POOL_ID: userPoolId, CLIENT_ID: clientId, JWKS_URI: keys.jwksUri });

  let failed = 0;
  const run = async (conformanceCase: ConformanceCase, { origin }: RunningApp): Promise<void> => {
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(origin, request));
    if (mismatches.length === 0) return;
    failed += 1;
    console.error(`${name}: ${conformanceCase.name}: ${mismatches.join('; ')}`);
  };
  await using app = await startApp();
  for (const conformanceCase of cases) await run(conformanceCase, app);
  for (const conformanceCase of coldCases) {
    await using cold = await startApp();
    await run(conformanceCase, cold);
  }
  const passed = cases.length + coldCases.length - failed;
  console.log(`${name.padEnd(17)} ${passed} passed, ${failed} failed`);
  return failed;
};

/** `npm run runtimes -- "node 20"` runs the subjects whose names start with this text. */
const [prefix] = process.argv.slice(2);
const chosen = subjects.filter(({ name }) => prefix === undefined || name.startsWith(prefix));
if (chosen.length === 0) throw new Error(`No subject's name starts with ${prefix}.`);

for (const subject of chosen) {
  try {
    if ((await hold(subject)) > 0) process.exitCode = 1;
  } catch (error) {
    // The other subjects still run.
    console.error(`${subject.name} did not run:`, error);
    process.exitCode = 1;
  }
}
if (prefix === undefined && (await runEdgeScenarios()) > 0) process.exitCode = 1;
