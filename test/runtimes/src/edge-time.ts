/** Keys and tenants in real workerd, which cancels background work after a response. */
import { setTimeout as pause } from 'node:timers/promises';
import type { VerifierStats } from '@cognito-guard/core';
import { createTestPool, type TestPool, tamperHeader } from '@cognito-guard/testing';
import type { RunningApp } from './run-process.ts';
import { type SlowServer, startSlowServer } from './slow-server.ts';
import { runWorkerd } from './workerd.ts';

interface EdgeWorld {
  readonly pool: TestPool;
  readonly keys: SlowServer;
  readonly tenants: SlowServer;
  /** True while the pool is a tenant. */
  isTenant: boolean;
  readonly app: RunningApp;
}

interface Answer {
  readonly status: number;
  readonly seconds: number;
}

/** Upper bound on the time of an answer in seconds. */
const maxSeconds = 5;
/** Past the soft age of one second with 10 % jitter, and past twice the soft age. */
const softAgeMs = 1_150;
const twiceSoftAgeMs = 2_300;
/** Past the hard age of six seconds. */
const hardAgeMs = 6_100;

const send = async ({ app }: EdgeWorld, path: string, token: string): Promise<Answer> => {
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(2 * maxSeconds * 1_000);
  const response = await fetch(`${app.origin}${path}`, { headers: { authorization: `Bearer ${token}` }, signal });
  await response.text();
  return { status: response.status, seconds: (performance.now() - startedAt) / 1_000 };
};

const expectAnswer = async (what: string, answer: Promise<Answer>, ...statuses: readonly number[]): Promise<void> => {
  const { status, seconds } = await answer.catch((error: unknown) => {
    throw new Error(`${what}: no answer. ${error}`);
  });
  if (!statuses.includes(status)) throw new Error(`${what}: ${status} instead of ${statuses.join(' or ')}`);
  if (seconds > maxSeconds) throw new Error(`${what}: ${seconds.toFixed(1)} s`);
};

/** Retries until the status: within five seconds of a successful fetch, an unknown kid causes no fetch. */
const expectWithin = async (what: string, answer: () => Promise<Answer>, status: number): Promise<void> => {
  const startedAt = performance.now();
  while ((await answer()).status !== status) {
    if (performance.now() - startedAt > maxSeconds * 1_000)
      throw new Error(`${what}: not ${status} within ${maxSeconds} s`);
    await pause(100);
  }
};

const expectThat = (what: string, holds: boolean): void => {
  if (!holds) throw new Error(what);
};

const statsOf = async ({ app }: EdgeWorld): Promise<VerifierStats> =>
  (await (await fetch(`${app.origin}/stats`)).json()) as VerifierStats;

/** Starts a background refresh that workerd cancels with the response, because the endpoint is slower. */
const cancelRefresh = async (world: EdgeWorld): Promise<void> => {
  const { pool, keys } = world;
  await expectAnswer('a first token', send(world, '/alone', pool.accessToken()), 200);
  await pause(softAgeMs);
  keys.delayMs = 2_000;
  await expectAnswer('a token with old keys', send(world, '/alone', pool.accessToken()), 200);
  keys.delayMs = 0;
};

const scenarios: Readonly<Record<string, (world: EdgeWorld) => Promise<void>>> = {
  'a refresh is cancelled with its request: a rotated key is accepted, a forged kid is refused': async (world) => {
    const { pool } = world;
    await cancelRefresh(world);
    pool.rotateKeys();
    await expectWithin('a rotated key', () => send(world, '/alone', pool.accessToken()), 200);
    const forged = tamperHeader(pool.accessToken(), { kid: 'forged' });
    await expectAnswer('a forged kid', send(world, '/alone', forged), 401, 503);
  },
  'a refresh is cancelled with its request: past twice the soft age a withdrawn key is refused': async (world) => {
    const { pool } = world;
    const old = pool.accessToken();
    await cancelRefresh(world);
    pool.rotateKeys();
    pool.withdrawKey();
    await pause(twiceSoftAgeMs - softAgeMs);
    await expectAnswer('a withdrawn key', send(world, '/alone', old), 401);
  },
  'a refresh is cancelled with its request: past the hard age a new token is accepted': async (world) => {
    await cancelRefresh(world);
    await pause(hardAgeMs - softAgeMs);
    await expectAnswer('a new token', send(world, '/alone', world.pool.accessToken()), 200);
    // The first fetch, the cancelled one, and the one that this token waited for.
    const [stats] = (await statsOf(world)).pools;
    expectThat('The refresh was not cancelled.', stats?.fetches === 3 && stats.generation === 2);
  },
  'an aborted cold fetch leaves no request waiting': async (world) => {
    const { pool, keys } = world;
    keys.delayMs = 2_000;
    await expectAnswer('an impatient request', send(world, '/impatient', pool.accessToken()), 504);
    keys.delayMs = 0;
    await expectAnswer('the next request', send(world, '/alone', pool.accessToken()), 200);
  },
  'a removed tenant is refused after the next call of the resolver': async (world) => {
    const { pool, tenants } = world;
    const known = pool.accessToken();
    await expectAnswer('a tenant', send(world, '/tenant', known), 200);
    await pause(softAgeMs);
    tenants.delayMs = 2_000;
    await expectAnswer('a tenant whose entry is old', send(world, '/tenant', known), 200);
    tenants.delayMs = 0;
    world.isTenant = false;
    await pause(twiceSoftAgeMs - softAgeMs);
    await expectAnswer('a removed tenant', send(world, '/tenant', known), 401);
  },
  'a failed digest disables the cache for one request, and the token is accepted': async (world) => {
    await fetch(`${world.app.origin}/fail/digest`, { method: 'PUT' });
    await expectAnswer('a valid token', send(world, '/alone', world.pool.accessToken()), 200);
  },
  'a failed import of a key is 503, and the next request retries it': async (world) => {
    const { pool } = world;
    await fetch(`${world.app.origin}/fail/importKey`, { method: 'PUT' });
    await expectAnswer('a valid token', send(world, '/alone', pool.accessToken()), 503);
    await expectWithin('the same user', () => send(world, '/alone', pool.accessToken()), 200);
  },
  'with executionCtx, a background refresh completes': async (world) => {
    const { pool, keys } = world;
    await expectAnswer('a first token', send(world, '/hono', pool.accessToken()), 200);
    await pause(softAgeMs);
    keys.delayMs = 500;
    await expectAnswer('a token with old keys', send(world, '/hono', pool.accessToken()), 200);
    await pause(1_000);
    const [stats] = (await statsOf(world)).pools;
    expectThat('The refresh was cancelled.', stats?.generation === 2);
  },
};

const withWorld = async (use: (world: EdgeWorld) => Promise<void>): Promise<void> => {
  const pool = await createTestPool();
  await using keys = await startSlowServer(() => pool.jwks());
  await using tenants = await startSlowServer(() => (world.isTenant ? {} : undefined));
  await using app = await runWorkerd('./edge-app.ts', {
    USER_POOL_ID: pool.userPoolId,
    CLIENT_ID: pool.clientId,
    JWKS_URI: `${keys.url}keys`,
    TENANT_URI: `${tenants.url}tenant`,
  });
  const world: EdgeWorld = { pool, keys, tenants, isTenant: true, app };
  await use(world);
};

/** @returns The number of failed scenarios. */
export const runEdgeScenarios = async (): Promise<number> => {
  let failed = 0;
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await withWorld(scenario);
    } catch (error) {
      failed += 1;
      console.error(`workerd: ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.log(`workerd, background work ${Object.keys(scenarios).length - failed} passed, ${failed} failed`);
  return failed;
};
