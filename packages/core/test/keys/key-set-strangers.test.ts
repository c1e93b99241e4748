import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type KeyHost, keyHost, type ManualClock, manualClock, refusal, strangers } from '../support/key-world.ts';

let clock: ManualClock = manualClock();
const pool: TestPool = await createTestPool({ clock: () => clock.read() });
const before = pool.jwks();
const { access: old } = pool.keys;
const rotated = pool.rotateKeys().access;
const after = pool.jwks();
const unknown = { code: 'unknown_key', status: 401 };
const unavailable = { code: 'keys_unavailable', status: 503 };

let host: KeyHost;
let verifier: Verifier<'access'>;
/** Seconds since the start at which the endpoint received a request. */
let fetchedAt: number[];

beforeEach(() => {
  clock = manualClock();
  const startedAt = clock.read();
  host = keyHost(after);
  fetchedAt = [];
  const fetch: KeyHost['fetch'] = (url, init) => {
    fetchedAt.push((clock.read() - startedAt) / 1000);
    return host.fetch(url, init);
  };
  verifier = createVerifier({
    ...pool.options,
    issuerFormat: 'original',
    tokenUse: 'access',
    clock: () => clock.read(),
    keys: { fetch },
  });
  return () => vi.restoreAllMocks();
});

const accept = (): Promise<unknown> => verifier.verify(pool.accessToken());
const refuse = (token: string): ReturnType<typeof refusal> => refusal(verifier.verify(token));
const all = (tokens: readonly string[]): Promise<readonly Awaited<ReturnType<typeof refusal>>[]> =>
  Promise.all(tokens.map(refuse));

describe('an unpublished kid, with a healthy endpoint', () => {
  test('is refused without a fetch for five seconds after a successful one, and then with one fetch', async () => {
    await accept();
    const [first = '', second = '', third = ''] = strangers(pool, 3);
    clock.advance(4.999);
    expect(await refuse(first)).toEqual(unknown);
    expect(host.count).toBe(1);
    clock.advance(0.001);
    expect(await refuse(second)).toEqual(unknown);
    expect(await refuse(third)).toEqual(unknown);
    expect(host.count).toBe(2);
  });

  test('1,000 of them in sequence cost at most one fetch in five seconds', async () => {
    for (const token of strangers(pool, 1_000)) {
      expect(await refuse(token)).toEqual(unknown);
      clock.advance(0.017);
    }
    expect(fetchedAt.length).toBeLessThanOrEqual(4);
    expect(fetchedAt.slice(1).every((at, index) => at - (fetchedAt[index] ?? 0) >= 5)).toBe(true);
  });

  test('1,000 concurrent ones cost one fetch, on a cold and on a warm verifier', async () => {
    expect(await all(strangers(pool, 1_000))).toEqual(Array(1_000).fill(unknown));
    expect(host.count).toBe(1);
    clock.advance(5);
    expect(await all(strangers(pool, 1_000))).toEqual(Array(1_000).fill(unknown));
    expect(host.count).toBe(2);
  });

  test('a kid with the name of a member of Object.prototype is unknown', async () => {
    await accept();
    for (const kid of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await refuse(pool.accessToken({ header: { kid } }))).toEqual(unknown);
    }
  });
});

describe('an unpublished kid, with a failing endpoint', () => {
  const failures: readonly [string, () => void][] = [
    ['500', () => host.fail(500)],
    ['network', () => host.answerWith(() => Promise.reject(new TypeError('fetch failed')))],
  ];

  test.each(failures)(
    '%s: 1,000 of them in sequence cost one attempt per back-off step, and known keys work',
    async (_, fail) => {
      vi.spyOn(Math, 'random').mockReturnValue(0.5);
      const known = pool.accessToken();
      await verifier.verify(known);
      fail();
      clock.advance(5);
      for (const token of strangers(pool, 1_000)) {
        expect(await refuse(token)).toMatchObject(unavailable);
        clock.advance(0.1);
      }
      await Promise.all([verifier.verify(known), accept()]);
      expect(fetchedAt.map((at) => Math.round(at))).toEqual([0, 5, 6, 8, 13, 23, 53, 83]);
    },
  );

  test.each(failures)('%s: 1,000 concurrent ones cost one attempt, and none during the pause', async (_, fail) => {
    await accept();
    fail();
    clock.advance(5);
    for (const refused of await all(strangers(pool, 1_000))) expect(refused).toMatchObject(unavailable);
    expect(host.count).toBe(2);
    for (const refused of await all(strangers(pool, 1_000))) expect(refused).toMatchObject(unavailable);
    expect(host.count).toBe(2);
  });

  test('is 503 on a cold verifier, which has no keys to compare', async () => {
    host.fail(500);
    for (const token of strangers(pool, 100)) expect(await refuse(token)).toMatchObject(unavailable);
    expect(host.count).toBe(1);
  });
});

describe('a rotation during a flood of unknown kids', () => {
  const byRotated = (): Promise<unknown> => verifier.verify(pool.accessToken({ key: rotated }));

  test('a token of the new key is accepted within five seconds', async () => {
    host.publish(before);
    for (const token of strangers(pool, 100)) {
      await refuse(token);
      clock.advance(0.1);
    }
    host.publish(after);
    const startedAt = clock.read();
    let isAccepted = false;
    for (const token of strangers(pool, 100)) {
      await refuse(token);
      isAccepted = await byRotated().then(
        () => true,
        () => false,
      );
      if (isAccepted) break;
      clock.advance(0.1);
    }
    expect(isAccepted).toBe(true);
    expect(clock.read() - startedAt).toBeLessThanOrEqual(5_000);
  });

  test('a new key that the endpoint does not serve yet is 503, never 401, until the endpoint recovers', async () => {
    host.publish(before);
    await verifier.ready();
    host.fail(500);
    clock.advance(5);
    await all(strangers(pool, 50));
    expect(await refusal(byRotated())).toMatchObject(unavailable);
    host.publish(after);
    clock.advance(1.2);
    await expect(byRotated()).resolves.toBeDefined();
  });

  test('a token of the new key is accepted within five seconds after a long outage', async () => {
    host.fail(500);
    for (const wait of [1.2, 2.4, 6, 12, 34]) {
      await all(strangers(pool, 2));
      clock.advance(wait);
    }
    host.publish(before);
    await refuse(strangers(pool, 1)[0] ?? '');
    host.publish(after);
    clock.advance(5);
    await expect(byRotated()).resolves.toBeDefined();
  });

  test('tokens of the old keys stay valid without a fetch', async () => {
    host.publish(before);
    await verifier.ready();
    host.publish(after);
    for (const token of strangers(pool, 70)) {
      await Promise.all([refuse(token), verifier.verify(pool.accessToken({ key: old }))]);
      clock.advance(0.1);
    }
    await expect(byRotated()).resolves.toBeDefined();
  });
});
