/** A verifier in a process that stops after each event and continues with the next, like a Lambda sandbox. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Invocation, Sandbox } from '../src/sandbox.ts';

const refreshAfterSeconds = 1;
/** Long enough to freeze a background refresh before the endpoint answers. */
const endpointDelayMs = 60;
const maxSeconds = 2;

let pool: TestPool;
let server: Server;
let sandbox: Sandbox;

beforeEach(async () => {
  pool = await createTestPool();
  server = createServer((_request, response) => {
    setTimeout(() => response.end(JSON.stringify(pool.jwks())), endpointDelayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { userPoolId, clientId } = pool;
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  sandbox = await Sandbox.start({ userPoolId, clientId, jwksUri, refreshAfterSeconds });
});
afterEach(async () => {
  await sandbox.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const failuresOf = ({ events }: Invocation): readonly string[] =>
  events.map(({ type }) => type).filter((type) => type === 'keys_failed' || type === 'keys_stale');

test('with a healthy endpoint, freezes of any length cause no failure, no 503 and no slow answer', async () => {
  const known = pool.accessToken();
  await sandbox.invoke(known);
  for (const frozenMs of [1_150, 100, 900, 1_300, 2_600, 5_500, 50, 1_200]) {
    await pause(frozenMs);
    // Some tokens have a new key, as after an earlier rotation.
    for (const token of [known, pool.accessToken()]) {
      const invocation = await sandbox.invoke(token);
      expect(invocation).toMatchObject({ outcome: 'ok' });
      expect(invocation.seconds).toBeLessThan(maxSeconds);
      expect(failuresOf(invocation)).toEqual([]);
    }
  }
});

test('a token of a new key is accepted after a freeze, while a refresh is frozen', async () => {
  await sandbox.invoke(pool.accessToken());
  await pause(1_150);
  await sandbox.invoke(pool.accessToken());
  pool.rotateKeys();
  // Past the pause in which an unknown kid causes no fetch.
  await pause(5_100);
  const invocation = await sandbox.invoke(pool.accessToken());
  expect(invocation).toMatchObject({ outcome: 'ok' });
  expect(invocation.seconds).toBeLessThan(maxSeconds);
  expect(failuresOf(invocation)).toEqual([]);
});

test('a withdrawn key is refused within three times refreshAfterSeconds', async () => {
  const known = pool.accessToken();
  await sandbox.invoke(known);
  pool.rotateKeys();
  pool.withdrawKey();
  const withdrawnAt = performance.now();
  const outcomes: string[] = [];
  while (outcomes.at(-1) !== 'unknown_key') {
    await pause(150);
    outcomes.push((await sandbox.invoke(known)).outcome);
    expect((performance.now() - withdrawnAt) / 1_000).toBeLessThan(3 * refreshAfterSeconds + 0.5);
  }
  expect(new Set(outcomes)).toEqual(new Set(['ok', 'unknown_key']));
});
