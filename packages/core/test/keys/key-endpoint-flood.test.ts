/** Counts the HTTP requests of a real keys endpoint during a flood of unknown kids, and after a change of keys. */
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool, type KeyEndpoint, type KeyEndpointFault, type TestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually, keyStats, type ManualClock, manualClock, refusal, strangers } from '../support/key-world.ts';

let clock: ManualClock;
let startedAt: number;
let pool: TestPool;
let endpoint: KeyEndpoint;
let verifier: Verifier<'access'>;
/** Seconds of the injected clock at which the endpoint received a request. */
let fetchedAt: number[];

/** Short where the endpoint never responds, so that the tests are fast; otherwise long enough for a busy machine. */
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
  fetchedAt = [];
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
        fetchedAt.push((clock.read() - startedAt) / 1000);
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

/** Every way in which the endpoint can fail to respond; key-fetch.test.ts has the responses that are not keys. */
const failures: readonly KeyEndpointFault[] = [500, 'reset', 'hang', 'trickle'];
/** The first good fetch, five seconds, and then back-off: 1, 2, 5, 10, 30, 30 s. */
const steps = [0, 5, 6, 8, 13, 23, 53, 83];

describe('1,000 requests in sequence with unknown kids', () => {
  test('cost one fetch in five seconds while the endpoint is healthy', async () => {
    for (const token of strangers(pool, 1_000)) {
      expect(await refuse(token)).toEqual(unknown);
      clock.advance(0.03);
    }
    expect(fetchedAt.length).toBe(6);
    expect(fetchedAt.slice(1).every((at, index) => at - (fetchedAt[index] ?? 0) >= 5)).toBe(true);
    expect(endpoint.requests).toBe(6);
  });

  test.each(failures)('cost one fetch per back-off step while the endpoint fails: %s', async (fault) => {
    verifier = makeVerifier(deadline(fault));
    const known = pool.accessToken();
    await verifier.verify(known);
    endpoint.fault(fault);
    clock.advance(5);
    for (const token of strangers(pool, 1_000)) {
      expect(await refuse(token)).toMatchObject(unavailable);
      clock.advance(0.1);
    }
    expect(fetchedAt.map((at) => Math.round(at))).toEqual(steps);
    expect(endpoint.requests).toBe(steps.length);
    await Promise.all([verifier.verify(known), accept()]);
  });
});

describe('1,000 concurrent requests with unknown kids', () => {
  test('cost one fetch, and a second one five seconds later, while the endpoint is healthy', async () => {
    expect(await flood(1_000)).toEqual(Array(1_000).fill(unknown));
    expect(await flood(1_000)).toEqual(Array(1_000).fill(unknown));
    expect(endpoint.requests).toBe(1);
    clock.advance(5);
    expect(await flood(1_000)).toEqual(Array(1_000).fill(unknown));
    expect(endpoint.requests).toBe(2);
  });

  test.each(failures)('cost one fetch while the endpoint fails (%s), and known keys work', async (fault) => {
    verifier = makeVerifier(deadline(fault));
    await accept();
    endpoint.fault(fault);
    clock.advance(5);
    const [refused] = await Promise.all([flood(1_000), accept(), accept()]);
    for (const one of refused) expect(one).toMatchObject(unavailable);
    for (const one of await flood(1_000)) expect(one).toMatchObject(unavailable);
    expect(endpoint.requests).toBe(2);
  });

  test('with a cold verifier and a hanging endpoint, 100 requests cost one fetch, and are 503 in less than 3 s', async () => {
    endpoint.fault('hang');
    const before = performance.now();
    const tokens = Array.from({ length: 100 }, () => pool.accessToken());
    for (const one of await Promise.all(tokens.map(refuse))) expect(one).toMatchObject(unavailable);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(endpoint.requests).toBe(1);
  });
});

describe('a new key during a flood of unknown kids', () => {
  /** Sends the flood until the token is accepted. Returns the seconds of the injected clock until then. */
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

  test.each(failures)('is accepted at the first back-off step after the endpoint recovers: %s', async (fault) => {
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
    // The attempts were at 5, 6 and 8 s. It is 12 s, and the current pause ends at 13 s.
    expect(await lockOut(rotated)).toBeLessThanOrEqual(1.1);
    expect(endpoint.requests).toBe(requests + 1);
  });
});

describe('changes of the published set', () => {
  test('a withdrawn key is refused within one refresh, cached verdicts included', async () => {
    const old = pool.accessToken();
    await verifier.verify(old);
    pool.rotateKeys();
    pool.withdrawKey();
    clock.advance(660);
    // Accepted once more while the refresh runs behind the request.
    await verifier.verify(old);
    await eventually(() => expect(keyStats(verifier).generation).toBe(2));
    expect(await refuse(old)).toEqual(unknown);
    await accept();
    expect(endpoint.requests).toBe(2);
  });

  test('a kid with new key material verifies with the new material only', async () => {
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
    'while the endpoint fails for a day (%s), warm keys are valid until their hard age, and again after recovery',
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
