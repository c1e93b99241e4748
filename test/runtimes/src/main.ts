/** Holds the app to the contract in every runtime, on loopback: `npm run runtimes`. */
import {
  type ContractCase,
  type ContractWorld,
  contractCases,
  contractOutageCases,
  createContractWorld,
  type KeyEndpoint,
  runContractCase,
  sendRaw,
} from '@cognito-guard/testing';
import type { Env } from './app.ts';
import { runEdgeScenarios } from './edge-time.ts';
import { exampleCases } from './example-cases.ts';
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
  /** One app answers them all. */
  readonly cases: readonly ContractCase[];
  /** Each needs an app that holds no keys yet. */
  readonly coldCases: readonly ContractCase[];
}

const contract = { cases: contractCases, coldCases: contractOutageCases };

const subjects: readonly Subject[] = [
  { name: 'workerd', start: (env) => runWorkerd('./app.ts', env), ...contract },
  { name: 'bun', start: (env) => runProcess(bun, env), ...contract },
  { name: 'deno', start: (env) => runProcess(deno, env), ...contract },
  {
    name: 'examples/hono-workers in workerd',
    start: (env) => runWorkerd('../../../examples/hono-workers/src/worker.ts', env),
    cases: exampleCases,
    coldCases: [],
  },
];

/** The contract's world, its faults moved from the pool's `fetch` to the endpoint that another process fetches from. */
const overHttp = ({ pool, otherPool }: ContractWorld, keys: KeyEndpoint): ContractWorld => ({
  pool: { ...pool, failFetch: (fault) => keys.fault(fault === 'network' ? 'reset' : fault) },
  otherPool,
});

/** @returns How many cases went wrong. */
const hold = async ({ name, start, cases, coldCases }: Subject): Promise<number> => {
  const inProcess = await createContractWorld();
  await using keys = await inProcess.pool.listen();
  const world = overHttp(inProcess, keys);
  const { userPoolId, clientId } = world.pool;
  const startApp = (): Promise<RunningApp> =>
    start({ USER_POOL_ID: userPoolId, CLIENT_ID: clientId, JWKS_URI: keys.jwksUri });

  let failed = 0;
  const run = async (contractCase: ContractCase, { origin }: RunningApp): Promise<void> => {
    const mismatches = await runContractCase(contractCase, world, (request) => sendRaw(origin, request));
    if (mismatches.length === 0) return;
    failed += 1;
    console.error(`${name}: ${contractCase.name}: ${mismatches.join('; ')}`);
  };
  await using app = await startApp();
  for (const contractCase of cases) await run(contractCase, app);
  for (const contractCase of coldCases) {
    await using cold = await startApp();
    await run(contractCase, cold);
  }
  const passed = cases.length + coldCases.length - failed;
  console.log(`${name.padEnd(7)} ${passed} passed, ${failed} failed`);
  return failed;
};

for (const subject of subjects) {
  try {
    if ((await hold(subject)) > 0) process.exitCode = 1;
  } catch (error) {
    // The others are looked at all the same.
    console.error(`${subject.name} did not run:`, error);
    process.exitCode = 1;
  }
}
if ((await runEdgeScenarios()) > 0) process.exitCode = 1;
