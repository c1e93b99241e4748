import { spawnSync } from 'node:child_process';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/chromium.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  throw new Error(
    `The tests need Node 22.12 or newer, and this is ${process.version}. Run "npm ci" (it brings the right Node), then "npm test".`,
  );
}

/**
 * Every entry of a package names its source under this export condition, so that a test sees a change without a build.
 * The others are Vite's defaults without `module`, which Node.js itself does not know.
 */
export const fromSources = {
  resolve: { conditions: ['@cognito-guard/source', 'node', 'development|production'] },
};

/** Tests that start a program. A newcomer may lack it, and is told so; CI has it, or is red. */
const programs = [
  {
    name: 'redis-server',
    isMissing: spawnSync('redis-server', ['--version']).error !== undefined,
    tests: ['packages/revocation-redis/test/**/*.test.ts', 'examples/revocation/test/app.test.ts'],
  },
  {
    name: 'chromium',
    isMissing: findChromium() === undefined,
    tests: ['packages/local-sign-in/test/browser/**/*.test.ts'],
  },
];
const missing = process.env['CI'] ? [] : programs.filter(({ isMissing }) => isMissing);
/** Vitest reads this file once for each project. */
const said = Symbol.for('vitest.workspace.ts said which programs are missing');
if (!Reflect.has(globalThis, said)) {
  Reflect.set(globalThis, said, true);
  for (const { name, tests } of missing) {
    console.warn(`No ${name} here: ${tests.join(' and ')} are left out. sudo apt-get install -y ${name}`);
  }
}

/** What `npm run test:quick` leaves out: campaigns, child processes, real servers, floods and exhaustive tables. */
const slow = [
  'test/**',
  'bench/**',
  'examples/**',
  'packages/{cdk,cli,local-sign-in,revocation-redis}/**',
  'packages/authorizer/test/{caching,exhaustive,routers,spelling}.test.ts',
  'packages/core/test/**/{cache-contents,differential,key-endpoint-flood,key-set-frozen,key-set-outage}.test.ts',
  'packages/core/test/**/{hostile-input,revocation-flaky-store,revocation-outage,token-cost,vectors}.test.ts',
  'packages/express/test/sign-in.test.ts',
  'packages/revocation-dynamodb/test/silence.test.ts',
  'packages/testing/test/proxy.test.ts',
  'scripts/public-api.test.ts',
];

const exclude = [...missing.flatMap(({ tests }) => tests), ...(process.env['TEST_QUICK'] ? slow : [])];

const project = (name: string, include: string): { test: object; ssr: object } => ({
  ssr: fromSources,
  test: { name, include: [include], exclude, testTimeout: 30_000 },
});

export default defineConfig({
  test: {
    projects: [
      project('core', 'packages/core/test/**/*.test.ts'),
      project('testing', 'packages/testing/test/**/*.test.ts'),
      project('express', 'packages/express/test/**/*.test.ts'),
      project('fastify', 'packages/fastify/test/**/*.test.ts'),
      project('hono', 'packages/hono/test/**/*.test.ts'),
      project('authorizer', 'packages/authorizer/test/**/*.test.ts'),
      project('middy', 'packages/middy/test/**/*.test.ts'),
      project('nest', 'packages/nest/test/**/*.test.ts'),
      project('cdk', 'packages/cdk/test/**/*.test.ts'),
      project('cli', 'packages/cli/test/**/*.test.ts'),
      project('fuzz', 'test/fuzz/test/**/*.test.ts'),
      project('soak', 'test/soak/test/**/*.test.ts'),
      project('fleet', 'test/fleet/test/**/*.test.ts'),
      project('identity-pool', 'packages/identity-pool/test/**/*.test.ts'),
      project('local-sign-in', 'packages/local-sign-in/test/**/*.test.ts'),
      project('revocation-redis', 'packages/revocation-redis/test/**/*.test.ts'),
      project('revocation-dynamodb', 'packages/revocation-dynamodb/test/**/*.test.ts'),
      project('examples', 'examples/*/test/**/*.test.ts'),
      project('bench', 'bench/test/**/*.test.ts'),
      project('repository', 'scripts/**/*.test.ts'),
    ],
  },
});
