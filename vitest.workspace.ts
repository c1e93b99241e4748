import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  throw new Error(
    `The tests need Node 22.12 or newer, and this is ${process.version}. Run "npm ci" (it brings the right Node), then "npm test".`,
  );
}

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

/** Tests run against the sources: a change is seen without a build. Subpaths come before their package. */
export const alias = [
  { find: '#runtime', replacement: source('core/src/runtime-node.ts') },
  { find: '@cognito-guard/core/http', replacement: source('core/src/http.ts') },
  { find: '@cognito-guard/core/lambda', replacement: source('core/src/lambda.ts') },
  { find: '@cognito-guard/core/load-balancer', replacement: source('core/src/load-balancer.ts') },
  { find: '@cognito-guard/core/revocation', replacement: source('core/src/revocation.ts') },
  { find: '@cognito-guard/core/telemetry', replacement: source('core/src/telemetry.ts') },
  { find: '@cognito-guard/core', replacement: source('core/src/index.ts') },
  { find: '@cognito-guard/testing/api-gateway', replacement: source('testing/src/api-gateway.ts') },
  { find: '@cognito-guard/testing/lambda-events', replacement: source('testing/src/lambda-events.ts') },
  { find: '@cognito-guard/testing/identity-pool', replacement: source('testing/src/identity-pool.ts') },
  { find: '@cognito-guard/identity-pool', replacement: source('identity-pool/src/index.ts') },
  { find: '@cognito-guard/revocation-redis', replacement: source('revocation-redis/src/index.ts') },
  { find: '@cognito-guard/revocation-dynamodb', replacement: source('revocation-dynamodb/src/index.ts') },
  { find: '@cognito-guard/testing', replacement: source('testing/src/index.ts') },
  { find: '@cognito-guard/authorizer', replacement: source('authorizer/src/index.ts') },
  { find: '@cognito-guard/cdk/gateway-responses', replacement: source('cdk/src/gateway-responses.ts') },
  { find: '@cognito-guard/cdk', replacement: source('cdk/src/index.ts') },
  { find: '@cognito-guard/express/augment', replacement: source('express/src/augment.ts') },
  { find: '@cognito-guard/express', replacement: source('express/src/index.ts') },
  { find: '@cognito-guard/middy', replacement: source('middy/src/index.ts') },
  { find: '@cognito-guard/hono', replacement: source('hono/src/index.ts') },
];

/** A newcomer may have no Redis. CI has one, or is red. */
const needRedis = ['packages/revocation-redis/test/**/*.test.ts', 'examples/revocation/test/app.test.ts'];
const lacksRedis = !process.env['CI'] && spawnSync('redis-server', ['--version']).error !== undefined;
/** Vitest reads this file once for each project. */
const said = Symbol.for('vitest.workspace.ts said that Redis is missing');
if (lacksRedis && !Reflect.has(globalThis, said)) {
  Reflect.set(globalThis, said, true);
  console.warn(`No redis-server here: ${needRedis.join(' and ')} are left out. sudo apt-get install -y redis-server`);
}

const project = (name: string, include: string): { test: object; resolve: object } => ({
  resolve: { alias },
  test: { name, include: [include], exclude: lacksRedis ? needRedis : [], testTimeout: 30_000 },
});

export default defineConfig({
  test: {
    projects: [
      project('core', 'packages/core/test/**/*.test.ts'),
      project('testing', 'packages/testing/test/**/*.test.ts'),
      project('express', 'packages/express/test/**/*.test.ts'),
      project('hono', 'packages/hono/test/**/*.test.ts'),
      project('authorizer', 'packages/authorizer/test/**/*.test.ts'),
      project('middy', 'packages/middy/test/**/*.test.ts'),
      project('cdk', 'packages/cdk/test/**/*.test.ts'),
      project('cli', 'packages/cli/test/**/*.test.ts'),
      project('fuzz', 'test/fuzz/test/**/*.test.ts'),
      project('soak', 'test/soak/test/**/*.test.ts'),
      project('fleet', 'test/fleet/test/**/*.test.ts'),
      project('identity-pool', 'packages/identity-pool/test/**/*.test.ts'),
      project('revocation-redis', 'packages/revocation-redis/test/**/*.test.ts'),
      project('revocation-dynamodb', 'packages/revocation-dynamodb/test/**/*.test.ts'),
      project('examples', 'examples/*/test/**/*.test.ts'),
      project('bench', 'bench/test/**/*.test.ts'),
      project('repository', 'scripts/**/*.test.ts'),
    ],
  },
});
