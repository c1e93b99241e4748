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
  strangers,
} from '../support/key-world.ts';

let clock: ManualClock = manualClock();
const pool: TestPool = await createTestPool({ clock: () => clock.read() });
const preload = pool.jwks();
const { access: old } = pool.keys;
pool.rotateKeys();

afterEach(() => vi.restoreAllMocks());

interface World {
  readonly verifier: Verifier<'access'>;
  readonly host: KeyHost;
  readonly events: VerifierEvent[];
  readonly acceptOld: () => Promise<unknown>;
  readonly acceptNew: () => Promise<unknown>;
}

const start = (keys: KeyOptions = {}): World => {
  clock = manualClock();
  const host = keyHost(pool.jwks());
  const events: VerifierEvent[] = [];
  const options = { ...pool.options, clock: () => clock.read(), onEvent: (event: VerifierEvent) => events.push(event) };
  const keyOptions = { fetch: host.fetch, preload, ...keys };
  const verifier = createVerifier({ ...options, issuerFormat: 'original', tokenUse: 'access', keys: keyOptions });
  return {
    verifier,
    host,
    events,
    acceptOld: () => verifier.verify(pool.accessToken({ key: old })),
    acceptNew: () => verifier.verify(pool.accessToken()),
  };
};

describe('a preloaded key set', () => {
  test('serves the first request without waiting, and ready() without a fetch', async () => {
    const { verifier, host, acceptOld } = start();
    host.answerWith(() => new Promise(() => {}));
    expect(await verifier.ready()).toMatchObject([{ keys: 2, generation: 1, fetches: 0 }]);
    expect(host.count).toBe(0);
    await acceptOld();
  });

  test('starts at its soft age: the first request refreshes it behind itself', async () => {
    const { verifier, host, acceptOld } = start();
    await acceptOld();
    await eventually(() => expect(keyStats(verifier)).toMatchObject({ keys: 4, generation: 2, ageSeconds: 0 }));
    expect(host.count).toBe(1);
  });

  test('with a withdrawn key: the key is refused after the first refresh', async () => {
    const { verifier, host, acceptOld } = start();
    host.publish({ keys: [pool.keys.access.jwk] });
    await acceptOld();
    await eventually(() => expect(keyStats(verifier).generation).toBe(2));
    expect(await refusal(acceptOld())).toEqual({ code: 'unknown_key', status: 401 });
  });

  test('is not trusted after 24 h without a successful fetch', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { host, events, acceptOld } = start();
    host.fail(500);
    // It starts at its soft age, 600 s.
    clock.advance(85_799);
    await acceptOld();
    await eventually(() =>
      expect(events).toContainEqual(expect.objectContaining({ type: 'keys_stale', secondsLeft: 1 })),
    );
    clock.advance(1);
    expect(await refusal(acceptOld())).toMatchObject({ code: 'keys_unavailable', status: 503 });
  });

  test('older than a rotation: a new kid is fetched at once', async () => {
    const { host, acceptNew } = start();
    await acceptNew();
    expect(host.count).toBe(1);
  });

  test('does not allow a fetch for each unknown kid', async () => {
    const { verifier, host } = start();
    for (const token of strangers(pool, 100)) {
      expect(await refusal(verifier.verify(token))).toEqual({ code: 'unknown_key', status: 401 });
    }
    expect(host.count).toBe(1);
  });

  test('stays in use while the endpoint fails, and a new kid is 503', async () => {
    const { host, acceptOld, acceptNew } = start();
    host.fail(500);
    expect(await refusal(acceptNew())).toMatchObject({ code: 'keys_unavailable', status: 503 });
    await acceptOld();
    expect(host.count).toBe(1);
  });

  test('does not change when the object that was passed in changes', async () => {
    const mine = structuredClone(preload);
    const { verifier } = start({ preload: mine });
    mine.keys.push(pool.keys.access.jwk);
    expect(keyStats(verifier).keys).toBe(2);
  });

  test('of one pool is not used by another', async () => {
    clock = manualClock();
    const host = keyHost({ keys: [pool.keys.access.jwk] });
    const rules = { clientId: null, tokenUse: 'access' } as const;
    const { verify } = createVerifier({
      pools: [
        { ...rules, userPoolId: pool.userPoolId },
        { ...rules, userPoolId: 'us-east-1_TestPool2', keys: { preload } },
      ],
      clock: () => clock.read(),
      keys: { fetch: host.fetch },
    });
    expect(await refusal(verify(pool.accessToken({ key: old })))).toEqual({ code: 'unknown_key', status: 401 });
    expect(host.urls).toEqual([pool.jwksUri]);
  });
});
