import { setImmediate as nextTurn } from 'node:timers/promises';
import { AuthError, createVerifier, type KeyOptions, type Verifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  eventually,
  type KeyHost,
  keyHost,
  keyStats,
  type ManualClock,
  manualClock,
  refusal,
} from '../support/key-world.ts';

let clock: ManualClock = manualClock();
const pool: TestPool = await createTestPool({ clock: () => clock.read() });
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

interface World {
  readonly verifier: Verifier<'access'>;
  readonly host: KeyHost;
  readonly accept: () => Promise<unknown>;
}

const start = (keys: KeyOptions = {}): World => {
  clock = manualClock();
  const host = keyHost(pool.jwks());
  const options = { ...pool.options, clock: () => clock.read(), keys: { fetch: host.fetch, ...keys } };
  const verifier = createVerifier({ ...options, issuerFormat: 'original', tokenUse: 'access' });
  return { verifier, host, accept: () => verifier.verify(pool.accessToken()) };
};

describe('single flight', () => {
  test('100 concurrent requests to a cold verifier cost one fetch', async () => {
    const { verifier, host } = start();
    const tokens = Array.from({ length: 100 }, () => pool.accessToken());
    const verified = await Promise.all(tokens.map((token) => verifier.verify(token)));
    expect(new Set(verified.map(({ claims }) => claims.jti)).size).toBe(100);
    expect(host.count).toBe(1);
  });

  test('100 concurrent requests past the soft age cost one fetch', async () => {
    const { verifier, host, accept } = start();
    await accept();
    clock.advance(700);
    await Promise.all(Array.from({ length: 100 }, accept));
    await eventually(() => expect(keyStats(verifier).generation).toBe(2));
    await accept();
    expect(host.count).toBe(2);
  });

  test('ready() and requests share a fetch, and afterwards no request waits', async () => {
    const { verifier, host, accept } = start();
    const [report] = await Promise.all([verifier.ready(), accept(), verifier.ready()]);
    expect(report).toEqual([
      { userPoolId: pool.userPoolId, keys: 2, generation: 1, ageSeconds: 0, fetches: 1, failures: 0 },
    ]);
    await verifier.ready();
    expect(host.count).toBe(1);
  });
});

describe('soft age', () => {
  test('past it, a set is used at once, and is refreshed behind the request', async () => {
    const { verifier, host, accept } = start();
    await accept();
    let publish: (response: Response) => void = () => {};
    host.answerWith(() => new Promise((resolve) => (publish = resolve)));
    clock.advance(700);
    await accept();
    await eventually(() => expect(host.count).toBe(2));
    expect(keyStats(verifier)).toMatchObject({ generation: 1, ageSeconds: 700 });
    publish(Response.json(pool.jwks()));
    await eventually(() => expect(keyStats(verifier)).toMatchObject({ generation: 2, ageSeconds: 0 }));
  });

  test('past it, a request with a cached verdict also starts a refresh', async () => {
    const { verifier, host } = start();
    const token = pool.accessToken();
    await verifier.verify(token);
    clock.advance(700);
    await verifier.verify(token);
    expect(verifier.stats().cacheHits).toBe(1);
    await eventually(() => expect(host.count).toBe(2));
  });

  test.each([
    ['the earliest time is 540 s', 0, 540],
    ['the middle is 600 s', 0.5, 600],
    ['the latest time is 660 s', 1 - Number.EPSILON, 660],
  ])('%s', async (_, random, seconds) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { host, accept } = start();
    await accept();
    clock.advance(seconds - 1);
    await accept();
    await nextTurn();
    expect(host.count).toBe(1);
    clock.advance(1);
    await accept();
    await eventually(() => expect(host.count).toBe(2));
  });

  test('differs between verifiers that started together', async () => {
    clock = manualClock();
    const host = keyHost(pool.jwks());
    const options = { ...pool.options, keys: { fetch: host.fetch }, clock: () => clock.read() };
    const verifiers = Array.from({ length: 40 }, () => createVerifier({ ...options, tokenUse: 'access' }));
    const verifyAll = (): Promise<unknown> => Promise.all(verifiers.map(({ verify }) => verify(pool.accessToken())));
    await verifyAll();
    clock.advance(600);
    await verifyAll();
    await nextTurn();
    expect(host.count).toBeGreaterThan(40);
    expect(host.count).toBeLessThan(80);
  });

  test('refreshAfterSeconds sets it', async () => {
    const { host, accept } = start({ refreshAfterSeconds: 60 });
    await accept();
    clock.advance(67);
    await accept();
    await eventually(() => expect(host.count).toBe(2));
  });
});

describe('hard age', () => {
  test('until 24 h, a set is used through an outage; afterwards none of its keys is trusted', async () => {
    const { verifier, host, accept } = start();
    await accept();
    host.fail(500);
    clock.advance(80_000);
    const cached = pool.accessToken({ expiresIn: 20_000 });
    await verifier.verify(cached);
    clock.advance(6_399);
    await Promise.all([verifier.verify(cached), accept()]);
    expect(verifier.stats().cacheHits).toBe(1);
    clock.advance(1);
    const refused = { code: 'keys_unavailable', status: 503, retryAfter: expect.any(Number) };
    expect(await refusal(verifier.verify(cached))).toEqual(refused);
    expect(await refusal(accept())).toEqual(refused);
  });

  test('maxAgeSeconds sets it', async () => {
    const { host, accept } = start({ refreshAfterSeconds: 60, maxAgeSeconds: 120 });
    await accept();
    host.fail(500);
    clock.advance(119);
    await accept();
    clock.advance(1);
    expect(await refusal(accept())).toMatchObject({ code: 'keys_unavailable', status: 503 });
  });

  test('is measured from the request for the set, however long the response took', async () => {
    const { verifier, host, accept } = start();
    host.answerWith(() => {
      clock.advance(1);
      return Response.json(pool.jwks());
    });
    await accept();
    expect(keyStats(verifier).ageSeconds).toBe(1);
    host.fail(500);
    clock.advance(86_399);
    expect(await refusal(accept())).toMatchObject({ code: 'keys_unavailable', status: 503 });
  });

  test('past it with a healthy endpoint, requests wait for one new set', async () => {
    const { verifier, host, accept } = start();
    await accept();
    clock.advance(86_400);
    await Promise.all(Array.from({ length: 20 }, accept));
    expect(host.count).toBe(2);
    expect(keyStats(verifier)).toMatchObject({ generation: 2, ageSeconds: 0 });
  });
});

describe('a clock change', () => {
  test('back by 15 minutes: the set is used, and refreshed behind the request', async () => {
    const { host, accept } = start();
    await accept();
    host.answerWith(() => new Promise(() => {}));
    clock.advance(-900);
    await accept();
    await eventually(() => expect(host.count).toBe(2));
  });

  test('back by two days: no key is trusted before a new fetch', async () => {
    const { host, accept } = start();
    await accept();
    host.fail(500);
    clock.advance(-172_800);
    expect(await refusal(accept())).toMatchObject({ code: 'keys_unavailable', status: 503 });
    host.publish(pool.jwks());
    clock.advance(2);
    await accept();
    expect(host.count).toBe(3);
  });

  test('ages are differences of timestamps: no timer remains between requests, which a frozen process would lose', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
    const { verifier, host, accept } = start();
    await accept();
    expect(vi.getTimerCount()).toBe(0);
    const timersDuring: number[] = [];
    host.answerWith(() => {
      timersDuring.push(vi.getTimerCount());
      return Response.json(pool.jwks());
    });
    clock.advance(700);
    await accept();
    for (let turn = 0; turn < 1_000 && keyStats(verifier).generation < 2; turn++) await nextTurn();
    expect(keyStats(verifier).generation).toBe(2);
    // The deadline of the refresh behind the request; it ends with the refresh.
    expect(timersDuring).toEqual([1]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('operator interfaces', () => {
  test('stats() of an unused verifier are zero', () => {
    const { verifier, host } = start();
    const pools = [
      { userPoolId: pool.userPoolId, keys: 0, generation: 0, ageSeconds: undefined, fetches: 0, failures: 0 },
    ];
    expect(verifier.stats()).toEqual({ verified: 0, cacheHits: 0, rejected: 0, cacheEntries: 0, cacheBytes: 0, pools });
    expect(host.count).toBe(0);
  });

  test('stats() counts fetches, failures and sets, and is read-only', async () => {
    const { verifier, host, accept } = start();
    host.fail(500);
    await refusal(accept());
    expect(keyStats(verifier)).toMatchObject({ keys: 0, generation: 0, fetches: 1, failures: 1 });
    host.publish(pool.jwks());
    clock.advance(2);
    await accept();
    clock.advance(12);
    expect(keyStats(verifier)).toMatchObject({ keys: 2, generation: 1, ageSeconds: 12, fetches: 2, failures: 0 });
    const stats = verifier.stats();
    expect([stats, stats.pools, ...stats.pools].every(Object.isFrozen)).toBe(true);
  });

  test('ready() without keys rejects with keys_unavailable, and its cause names the pool and the reason', async () => {
    const { verifier, host } = start();
    host.fail(500);
    const error: unknown = await verifier.ready().catch((reason: unknown) => reason);
    expect(AuthError.is(error) && { code: error.code, status: error.status }).toEqual({
      code: 'keys_unavailable',
      status: 503,
    });
    expect(error).toMatchObject({ cause: { message: expect.stringMatching(`${pool.userPoolId}.*http_status`) } });
  });
});
