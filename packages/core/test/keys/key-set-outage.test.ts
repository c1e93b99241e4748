import { createVerifier, type KeyOptions, type Verifier, type VerifierEvent } from '@cognito-guard/core';
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
const { userPoolId } = pool;
afterEach(() => vi.restoreAllMocks());

interface World {
  readonly verifier: Verifier<'access'>;
  readonly host: KeyHost;
  readonly events: VerifierEvent[];
  readonly accept: () => Promise<unknown>;
  readonly refuse: () => ReturnType<typeof refusal>;
}

const start = (keys: KeyOptions = {}): World => {
  clock = manualClock();
  const host = keyHost(pool.jwks());
  const events: VerifierEvent[] = [];
  const verifier = createVerifier({
    ...pool.options,
    issuerFormat: 'original',
    tokenUse: 'access',
    clock: () => clock.read(),
    keys: { fetch: host.fetch, ...keys },
    onEvent: (event) => events.push(event),
  });
  const accept = (): Promise<unknown> => verifier.verify(pool.accessToken());
  return { verifier, host, events, accept, refuse: () => refusal(accept()) };
};

const keyEvents = (events: readonly VerifierEvent[]): readonly VerifierEvent[] =>
  events.filter(({ type }) => type.startsWith('keys_'));

describe('back-off', () => {
  test.each([
    ['shortest', 0, 0.9],
    ['middle', 0.5, 1],
    ['longest', 1 - Number.EPSILON, 1.1],
  ])('the pauses after failures are 1, 2, 5, 10, 30 and 30 s: the %s jitter', async (_, random, factor) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { host, refuse } = start();
    host.fail(500);
    await refuse();
    for (const [index, step] of [1, 2, 5, 10, 30, 30, 30].entries()) {
      clock.advance(step * factor - 0.01);
      await refuse();
      expect(host.count).toBe(index + 1);
      clock.advance(0.02);
      await refuse();
      expect(host.count).toBe(index + 2);
    }
  });

  test('Retry-After is the rest of the pause in whole seconds, at least one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { host, refuse } = start();
    host.fail(500);
    const told: unknown[] = [];
    for (const wait of [0, 1, 2, 5, 10, 29.5, 0.6, 12.2]) {
      clock.advance(wait);
      told.push((await refuse()).retryAfter);
    }
    expect(told).toEqual([1, 2, 5, 10, 30, 1, 30, 18]);
  });

  test('a pause starts with the attempt, so that a slow failure does not lengthen it', async () => {
    const { host, refuse } = start();
    host.answerWith(() => {
      clock.advance(1.2);
      return new Response(null, { status: 500 });
    });
    expect(await refuse()).toEqual({ code: 'keys_unavailable', status: 503, retryAfter: 1 });
    await refuse();
    expect(host.count).toBe(2);
  });

  test('during the next attempt, all requests wait for its result', async () => {
    const { host, accept, refuse } = start();
    host.fail(500);
    await refuse();
    clock.advance(2);
    let answer: (response: Response) => void = () => {};
    host.answerWith(() => new Promise((resolve) => (answer = resolve)));
    const waiting = Promise.all([accept(), accept()]);
    await eventually(() => expect(host.count).toBe(2));
    const late = accept();
    answer(Response.json(pool.jwks()));
    await Promise.all([waiting, late]);
    expect(host.count).toBe(2);
  });

  test('a successful fetch resets the pauses', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { verifier, host, accept, refuse } = start({ refreshAfterSeconds: 60, maxAgeSeconds: 120 });
    host.fail(500);
    for (const wait of [0, 1, 2, 5]) {
      clock.advance(wait);
      await refuse();
    }
    host.publish(pool.jwks());
    clock.advance(10);
    await accept();
    expect(keyStats(verifier)).toMatchObject({ fetches: 5, failures: 0 });
    host.fail(500);
    clock.advance(120);
    expect(await refuse()).toEqual({ code: 'keys_unavailable', status: 503, retryAfter: 1 });
  });

  test('a clock jump ends the pause', async () => {
    const { host, accept, refuse } = start();
    host.fail(500);
    await refuse();
    host.publish(pool.jwks());
    clock.advance(-600);
    await accept();
    expect(host.count).toBe(2);
  });

  test('refreshes behind requests pause, too, and requests never wait for them', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { verifier, host, accept } = start();
    await accept();
    host.fail(500);
    clock.advance(600);
    await accept();
    await eventually(() => expect(keyStats(verifier).failures).toBe(1));
    clock.advance(0.9);
    await Promise.all([accept(), accept()]);
    expect(host.count).toBe(2);
    clock.advance(0.1);
    await accept();
    await eventually(() => expect(host.count).toBe(3));
  });
});

describe('a cold verifier whose endpoint hangs', () => {
  type Hang = (init: RequestInit) => Promise<Response>;
  test.each<[string, Hang, KeyOptions]>([
    ['and never settles, whatever the signal does', () => new Promise(() => {}), {}],
    [
      'and obeys the abort signal',
      ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', reject)),
      { timeoutMs: 200 },
    ],
    ['after its headers', async () => new Response(new ReadableStream()), { timeoutMs: 200 }],
  ])('%s: 100 concurrent requests cost one fetch, and all are 503 in less than 3 s', async (_, hang, keys) => {
    const { host, refuse } = start(keys);
    const signals: (AbortSignal | null | undefined)[] = [];
    host.answerWith((_url, init) => {
      signals.push(init.signal);
      return hang(init);
    });
    const startedAt = performance.now();
    const refusals = await Promise.all(Array.from({ length: 100 }, refuse));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const refused of refusals) expect(refused).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });
});

describe('a fetch function that breaks its interface is an outage, and the last good set stays in use', () => {
  const broken: readonly [string, (url: string) => unknown][] = [
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects with nothing', () => Promise.reject()],
    ['resolves to nothing', () => Promise.resolve()],
    [
      'breaks off in the body',
      () => new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('broken')) })),
    ],
  ];

  test.each(broken)('a fetch that %s', async (_, fetch) => {
    const { verifier, host, events, accept, refuse } = start();
    host.answerWith(fetch as KeyHost['fetch']);
    expect(await refuse()).toMatchObject({ code: 'keys_unavailable', status: 503 });
    expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason: 'network' }));
    host.publish(pool.jwks());
    clock.advance(2);
    await accept();
    host.answerWith(fetch as KeyHost['fetch']);
    clock.advance(700);
    await accept();
    await eventually(() => expect(keyStats(verifier).failures).toBe(1));
    await accept();
    expect(keyStats(verifier)).toMatchObject({ keys: 2, generation: 1 });
  });
});

describe('a response that is not a good key set leaves the last good one in use', () => {
  const many = Array.from({ length: 65 }, (_, index) => ({ ...pool.keys.id.jwk, kid: `key-${index}` }));
  test.each<[string, unknown, string]>([
    ['no keys', { keys: [] }, 'no_usable_key'],
    ['only keys of other kinds', { keys: [{ kty: 'oct' }, null] }, 'no_usable_key'],
    ['keys that are not an array', { keys: { 0: pool.keys.access.jwk } }, 'not_a_key_set'],
    ['a bare array', pool.jwks().keys, 'not_a_key_set'],
    ['an object without keys', {}, 'not_a_key_set'],
    ['null', null, 'not_a_key_set'],
    ['text', 'keys', 'not_a_key_set'],
    ['more than 64 keys', { keys: many }, 'not_a_key_set'],
  ])('%s', async (_, document, reason) => {
    const { verifier, host, events, accept } = start();
    const known = pool.accessToken();
    await verifier.verify(known);
    host.publish(document);
    clock.advance(700);
    await accept();
    await eventually(() => expect(events).toContainEqual(expect.objectContaining({ type: 'keys_failed', reason })));
    await Promise.all([verifier.verify(known), accept()]);
    expect(keyStats(verifier)).toMatchObject({ keys: 2, generation: 1, failures: 1 });
  });
});

describe('events of a key set', () => {
  test('report a successful fetch, a failed one, and the remaining lifetime of the last set', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { verifier, host, events, accept } = start();
    await accept();
    expect(keyEvents(events)).toEqual([{ type: 'keys_refreshed', userPoolId, generation: 1, keys: 2, skipped: 0 }]);
    events.length = 0;
    host.fail(429);
    clock.advance(600);
    await accept();
    await eventually(() => expect(keyStats(verifier).failures).toBe(1));
    expect(keyEvents(events)).toEqual([
      { type: 'keys_failed', userPoolId, reason: 'http_status', errorCode: '429', retryAfterSeconds: 1 },
      { type: 'keys_stale', userPoolId, ageSeconds: 600, secondsLeft: 85_800 },
    ]);
  });

  test('do not report a stale set after a cold failure', async () => {
    const { host, events, refuse } = start();
    host.fail(500);
    await refuse();
    expect(keyEvents(events).map(({ type }) => type)).toEqual(['keys_failed']);
  });
});
