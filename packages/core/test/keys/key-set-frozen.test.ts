/**
 * Runtimes freeze a process, or cancel work that outlives its response: timers never fire, fetches never settle. These
 * tests cancel a request by disabling its timers.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createVerifier, type KeyOptions, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  eventually,
  type KeyHost,
  keyHost,
  keyStats,
  type ManualClock,
  manualClock,
  refusal,
} from '../support/key-world.ts';

let clock: ManualClock;
let pool: TestPool;
let host: KeyHost;
let events: VerifierEvent[];

beforeEach(async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  clock = manualClock();
  pool = await createTestPool({ clock: () => clock.read() });
  host = keyHost(pool.jwks());
  events = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const start = (keys: KeyOptions = {}): Verifier<'access'> =>
  createVerifier({
    ...pool.options,
    issuerFormat: 'original',
    tokenUse: 'access',
    clock: () => clock.read(),
    keys: { fetch: host.fetch, timeoutMs: 400, ...keys },
    onEvent: (event) => events.push(event),
  });
const failures = (): readonly VerifierEvent[] => events.filter(({ type }) => type === 'keys_failed');
const silence = (): Promise<Response> => new Promise(() => {});

/** Runs a request whose timers never fire, and whose fetches never settle. */
const cancelled = async (request: () => Promise<unknown>): Promise<void> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
  host.answerWith(silence);
  request().catch(() => undefined);
  await nextTurn();
  vi.useRealTimers();
};

describe('a refresh that the runtime cancelled with its request', () => {
  const cancelRefresh = async (verifier: Verifier<'access'>): Promise<void> => {
    await verifier.verify(pool.accessToken());
    clock.advance(700);
    await cancelled(() => verifier.verify(pool.accessToken()));
    expect(host.count).toBe(2);
    clock.advance(1);
  };

  test('does not block a rotated key: the next request starts another refresh', async () => {
    const verifier = start();
    await cancelRefresh(verifier);
    pool.rotateKeys();
    host.publish(pool.jwks());
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    expect(failures()).toEqual([]);
  });

  test('leads to 503 for an unknown kid within the deadline while the endpoint hangs', async () => {
    const verifier = start();
    await cancelRefresh(verifier);
    pool.rotateKeys();
    const startedAt = performance.now();
    expect(await refusal(verifier.verify(pool.accessToken()))).toMatchObject({ code: 'keys_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('leaves known keys in use', async () => {
    const verifier = start();
    await cancelRefresh(verifier);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });
});

describe('a cold fetch whose request was cancelled', () => {
  test('is abandoned by waiting requests: one of them fetches for all', async () => {
    const verifier = start({ timeoutMs: 2_000 });
    await cancelled(() => verifier.verify(pool.accessToken()));
    expect(host.count).toBe(1);
    const waiting = [pool.accessToken(), pool.accessToken(), pool.accessToken()].map((token) => verifier.verify(token));
    host.publish(pool.jwks());
    clock.advance(1);
    await Promise.all(waiting);
    expect(host.count).toBe(2);
  });

  test('leads to 503 after the deadline of each waiting request, even where the clock does not advance', async () => {
    const verifier = start();
    await cancelled(() => verifier.verify(pool.accessToken()));
    expect(await refusal(verifier.verify(pool.accessToken()))).toMatchObject({ code: 'keys_unavailable', status: 503 });
  });

  test('is shared while its request waits, even where the endpoint hangs', async () => {
    host.answerWith(silence);
    const verifier = start({ timeoutMs: 1_200 });
    const tick = setInterval(() => clock.advance(0.05), 50);
    const refused = await Promise.all(
      Array.from({ length: 50 }, () => refusal(verifier.verify(pool.accessToken()))),
    ).finally(() => clearInterval(tick));
    for (const one of refused) expect(one).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(host.count).toBe(1);
  });
});

describe('past twice the soft age', () => {
  test('a request waits for a refresh, and a withdrawn key is refused', async () => {
    const verifier = start();
    const old = pool.accessToken();
    await verifier.verify(old);
    clock.advance(700);
    await cancelled(() => verifier.verify(old));
    pool.rotateKeys();
    pool.withdrawKey();
    host.publish(pool.jwks());
    clock.advance(500);
    expect(await refusal(verifier.verify(old))).toEqual({ code: 'unknown_key', status: 401 });
    expect(failures()).toEqual([]);
  });

  test('the last good set stays in use where that refresh fails, and no request waits during the pause', async () => {
    const verifier = start();
    await verifier.verify(pool.accessToken());
    host.answerWith(silence);
    clock.advance(1_200);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
    expect(keyStats(verifier)).toMatchObject({ fetches: 2, failures: 1, generation: 1 });
    const startedAt = performance.now();
    await verifier.verify(pool.accessToken());
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(host.count).toBe(2);
  });

  test('requests do not wait where refreshes behind requests end in failure', async () => {
    const verifier = start();
    await verifier.verify(pool.accessToken());
    host.fail(503);
    clock.advance(700);
    await verifier.verify(pool.accessToken());
    await eventually(() => expect(failures()).toHaveLength(1));
    host.answerWith(silence);
    clock.advance(1_000);
    const startedAt = performance.now();
    await verifier.verify(pool.accessToken());
    expect(performance.now() - startedAt).toBeLessThan(200);
    await eventually(() => expect(host.count).toBe(3));
  });

  test('a key in the set never counts as unknown, however recent the last fetch is', async () => {
    const verifier = start({ refreshAfterSeconds: 1 });
    await verifier.verify(pool.accessToken());
    clock.advance(3);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });

  test('a request with a cached verdict waits too', async () => {
    const verifier = start();
    const old = pool.accessToken();
    await verifier.verify(old);
    pool.rotateKeys();
    pool.withdrawKey();
    host.publish(pool.jwks());
    clock.advance(1_200);
    expect(await refusal(verifier.verify(old))).toEqual({ code: 'unknown_key', status: 401 });
  });
});

describe('a fetch during which the process was frozen', () => {
  test('does not count as a failure: no event, no back-off, and the next request fetches', async () => {
    const verifier = start({ timeoutMs: 2_000 });
    await verifier.verify(pool.accessToken());
    let breakOff = (_: Error): void => {};
    host.answerWith(
      () =>
        new Promise((_, reject) => {
          breakOff = reject;
        }),
    );
    clock.advance(700);
    await verifier.verify(pool.accessToken());
    await eventually(() => expect(host.count).toBe(2));
    clock.advance(60);
    breakOff(new Error('socket hang up'));
    host.publish(pool.jwks());
    await verifier.verify(pool.accessToken());
    await eventually(() => expect(keyStats(verifier)).toMatchObject({ generation: 2, failures: 0 }));
    expect(failures()).toEqual([]);
  });

  test('that ends after a newer one does not restore a withdrawn key', async () => {
    const verifier = start({ timeoutMs: 2_000 });
    const old = pool.accessToken();
    await verifier.verify(old);
    let answer = (_: Response): void => {};
    host.answerWith(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const before = pool.jwks();
    clock.advance(700);
    await verifier.verify(old);
    await eventually(() => expect(host.count).toBe(2));
    clock.advance(60);
    pool.rotateKeys();
    pool.withdrawKey();
    host.publish(pool.jwks());
    await verifier.verify(pool.accessToken());
    answer(Response.json(before));
    await vi.waitFor(() => expect(keyStats(verifier).generation).toBe(2));
    await nextTurn();
    expect(await refusal(verifier.verify(old))).toEqual({ code: 'unknown_key', status: 401 });
  });
});

describe('waitUntil', () => {
  test('of the verifier receives a refresh behind a request, until its keys are in use', async () => {
    const works: Promise<unknown>[] = [];
    const verifier = createVerifier({
      ...pool.options,
      tokenUse: 'access',
      clock: () => clock.read(),
      keys: { fetch: host.fetch },
      waitUntil: (work) => works.push(work),
    });
    await verifier.verify(pool.accessToken());
    expect(works).toHaveLength(0);
    clock.advance(700);
    await verifier.verify(pool.accessToken());
    expect(works).toHaveLength(1);
    await works[0];
    expect(keyStats(verifier).generation).toBe(2);
  });

  test('of a request takes precedence, also for a cached verdict, and its error does not affect the request', async () => {
    const works: Promise<unknown>[] = [];
    const verifier = start();
    const token = pool.accessToken();
    await verifier.verify(token);
    host.fail(500);
    clock.advance(700);
    const waitUntil = (work: Promise<unknown>): void => {
      works.push(work);
      throw new Error('This context has ended.');
    };
    await verifier.verify(token, undefined, { waitUntil });
    await expect(works[0]).resolves.toBeDefined();
    expect(failures()).toHaveLength(1);
  });
});
