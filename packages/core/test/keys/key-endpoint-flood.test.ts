/** What a flood of unknown kids, and a change of keys, come to over real HTTP: the requests that arrive are counted. */
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool, type KeyEndpoint, type KeyEndpointFault, type TestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually, keyStats, type ManualClock, manualClock, refusal, strangers } from '../support/key-world.ts';

let clock: ManualClock;
let startedAt: number;
let pool: TestPool;
let endpoint: KeyEndpoint;
let verifier: Verifier<'access'>;
/** Seconds of the injected clock at which the endpoint was asked. */
let asked: number[];

/** Short where the endpoint never answers, so that the tests are quick; long enough for it to answer on a busy machine. */
const deadline = (fault: KeyEndpointFault): { timeoutMs?: number } =>
  fault === 'hang' || fault === 'trickle' ? { timeoutMs: 250 } : {};
const unknown = { code: 'unknown_key', status: 401 };
const unavailable = { code: 'keys_unavailable', status: 503 };

beforeEach(async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  clock = manualClock();
  startedAt = clock.read();
  pool = await createTestPool({ clock: clock.read });
  endpoint = await pool.listen();
  asked = [];
  verifier = makeVerifier({});
  return async () => {
    vi.restoreAllMocks();
    await endpoint.close();
  };
});

const makeVerifier = (keys: { timeoutMs?: number }): Verifier<'access'> =>
  createVerifier({
    userPoolId: pool.userPoolId,
    clientId: pool.clientId,
    tokenUse: 'access',
    jwksUri: endpoint.jwksUri,
    clock: clock.read,
    keys: {
      ...keys,
      fetch: (url, init) => {
        asked.push((clock.read() - startedAt) / 1000);
        return fetch(url, init);
      },
    },
  });

const accept = (): Promise<unknown> => verifier.verify(pool.accessToken());
const refuse = (token: string): ReturnType<typeof refusal> => refusal(verifier.verify(token));
const isAccepted = (token: string): Promise<boolean> =>
  verifier.verify(token).then(
    () => true,
    () => false,
  );
const flood = (count: number): Promise<readonly Awaited<ReturnType<typeof refusal>>[]> =>
  Promise.all(strangers(pool, count).map(refuse));

/** Every way in which the endpoint can fail to answer; what it can answer instead of keys is in key-fetch.test.ts. */
const failures: readonly KeyEndpointFault[] = [500, 'reset', 'hang', 'trickle'];
/** The first good fetch, five seconds, and then back-off: 1, 2, 5, 10, 30, 30 s. */
const steps = [0, 5, 6, 8, 13, 23, 53, 83];

describe('1,000 unknown kids one after another', () => {
  test('with the endpoint healthy: one request in five seconds', async () => {
    for (const token of strangers(pool, 1_000)) {
      expect(await refuse(token)).toEqual(unknown);
      clock.advance(0.03);
    }
    expect(asked.length).toBe(6);
    expect(asked.slice(1).every((at, index) => at - (asked[index] ?? 0) >= 5)).toBe(true);
    expect(endpoint.requests).toBe(6);
  });

  test.each(failures)('with an endpoint that answers with %s: one request a back-off step', async (fault) => {
    verifier = makeVerifier(deadline(fault));
    const known = pool.accessToken();
    await verifier.verify(known);
    endpoint.fault(fault);
    clock.advance(5);
    for (const token of strangers(pool, 1_000)) {
      expect(await refuse(token)).toMatchObject(unavailable);
      clock.advance(0.1);
    }
    expect(asked.map((at) => Math.round(at))).toEqual(steps);
    expect(endpoint.requests).toBe(steps.length);
    await Promise.all([verifier.verify(known), accept()]);
  });
});

describe('1,000 unknown kids at once', () => {
  test('with the endpoint healthy: one request, and one more five seconds later', async () => {
    expect(await flood(1_000)).toEqual(Array(1_000).fill(unknown));
    expect(await flood(1_000)).toEqual(Array(1_000).fill(unknown));
    expect(endpoint.requests).toBe(1);
    clock.advance(5);
    expect(await flood(1_000)).toEqual(Array(1_000).fill(unknown));
    expect(endpoint.requests).toBe(2);
  });

  test.each(failures)('with an endpoint that answers with %s: one request, known keys keep working', async (fault) => {
    verifier = makeVerifier(deadline(fault));
    await accept();
    endpoint.fault(fault);
    clock.advance(5);
    const [refused] = await Promise.all([flood(1_000), accept(), accept()]);
    for (const one of refused) expect(one).toMatchObject(unavailable);
    for (const one of await flood(1_000)) expect(one).toMatchObject(unavailable);
    expect(endpoint.requests).toBe(2);
  });

  test('cold, with the endpoint hanging, for 100 requests: one request, 503 in less than 3 s', async () => {
    endpoint.fault('hang');
    const before = performance.now();
    const tokens = Array.from({ length: 100 }, () => pool.accessToken());
    for (const one of await Promise.all(tokens.map(refuse))) expect(one).toMatchObject(unavailable);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(endpoint.requests).toBe(1);
  });
});

describe('a rotation during a flood', () => {
  /** Floods until the token is accepted. Returns the seconds of the injected clock that this took. */
  const lockOut = async (token: string): Promise<number> => {
    const from = clock.read();
    for (const stranger of strangers(pool, 600)) {
      const [accepted] = await Promise.all([isAccepted(token), refuse(stranger)]);
      if (accepted) break;
      clock.advance(0.1);
    }
    return (clock.read() - from) / 1000;
  };

  test('is accepted within five seconds', async () => {
    await flood(50);
    clock.advance(1);
    pool.rotateKeys();
    expect(await lockOut(pool.accessToken())).toBeLessThanOrEqual(5);
  });

  test.each(failures)('while the endpoint answers with %s: accepted at the next step after it heals', async (fault) => {
    verifier = makeVerifier(deadline(fault));
    const old = pool.accessToken();
    await verifier.verify(old);
    endpoint.fault(fault);
    clock.advance(5);
    pool.rotateKeys();
    for (const stranger of strangers(pool, 70)) {
      expect(await refuse(stranger)).toMatchObject(unavailable);
      clock.advance(0.1);
    }
    const rotated = pool.accessToken();
    expect(await refuse(rotated)).toMatchObject(unavailable);
    await verifier.verify(old);
    endpoint.fault(undefined);
    const { requests } = endpoint;
    // The attempts were at 5, 6 and 8 s; it is 12 s, and the step that is running ends at 13.
    expect(await lockOut(rotated)).toBeLessThanOrEqual(1.1);
    expect(endpoint.requests).toBe(requests + 1);
  });
});

describe('what is published changes', () => {
  test('a key withdrawn is refused within one refresh, its cached verdicts too', async () => {
    const old = pool.accessToken();
    await verifier.verify(old);
    pool.rotateKeys();
    pool.withdrawKey();
    clock.advance(660);
    // Served once more while the refresh runs behind the request.
    await verifier.verify(old);
    await eventually(() => expect(keyStats(verifier).generation).toBe(2));
    expect(await refuse(old)).toEqual(unknown);
    await accept();
    expect(endpoint.requests).toBe(2);
  });

  test('a kid with new material stands for that alone', async () => {
    const old = pool.accessToken();
    await verifier.verify(old);
    pool.replaceKey();
    clock.advance(660);
    await verifier.verify(old);
    await eventually(() => expect(keyStats(verifier).generation).toBe(2));
    expect(await refuse(old)).toEqual({ code: 'invalid_signature', status: 401 });
    await accept();
  });

  test.each(['hang', 'empty', 'manyKeys', 'gzipBomb'] as const)(
    'an endpoint that answers with %s for a day: warm keys serve until their hard age, and again once it heals',
    async (fault) => {
      verifier = makeVerifier(deadline(fault));
      await accept();
      endpoint.fault(fault);
      for (const [index, seconds] of [700, 3_600, 36_000, 86_399 - 700 - 3_600 - 36_000].entries()) {
        clock.advance(seconds);
        await accept();
        await eventually(() => expect(keyStats(verifier).failures).toBe(index + 1));
      }
      clock.advance(1);
      expect(await refuse(pool.accessToken())).toMatchObject(unavailable);
      endpoint.fault(undefined);
      clock.advance(33);
      await accept();
    },
  );
});
