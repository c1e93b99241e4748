import { createVerifier, type KeyOptions, type Verifier, type VerifierEvent } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import {
  eventually,
  type KeyHost,
  keyHost,
  keyStats,
  type ManualClock,
  manualClock,
  refusal,
  strangers,
} from './support/key-world.ts';

let clock: ManualClock = manualClock();
const pool: TestPool = await createTestPool({ clock: () => clock.read() });
const preload = pool.jwks();
const { access: old } = pool.keys;
pool.rotateKeys();

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
  const verifier = createVerifier({ ...options, tokenUse: 'access', keys: { fetch: host.fetch, preload, ...keys } });
  return {
    verifier,
    host,
    events,
    acceptOld: () => verifier.verify(pool.accessToken({ key: old })),
    acceptNew: () => verifier.verify(pool.accessToken()),
  };
};

describe('a preloaded key set', () => {
  test('serves the first request without a fetch, and ready() needs none', async () => {
    const { verifier, host, acceptOld } = start();
    expect(await verifier.ready()).toMatchObject([{ keys: 2, generation: 1, ageSeconds: 0, fetches: 0 }]);
    await acceptOld();
    expect(host.count).toBe(0);
  });

  test('ages like a fetched one: it is refreshed behind a request', async () => {
    const { verifier, host, acceptOld } = start();
    clock.advance(539);
    await acceptOld();
    expect(host.count).toBe(0);
    clock.advance(122);
    await acceptOld();
    await eventually(() => expect(keyStats(verifier)).toMatchObject({ keys: 4, generation: 2, ageSeconds: 0 }));
    expect(host.count).toBe(1);
  });

  test('ages like a fetched one: after 24 h without a good fetch it is not trusted any more', async () => {
    const { host, events, acceptOld } = start();
    host.fail(500);
    clock.advance(86_399);
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

  test('is no licence to fetch for every unknown kid', async () => {
    const { verifier, host } = start();
    for (const token of strangers(pool, 100)) {
      expect(await refusal(verifier.verify(token))).toEqual({ code: 'unknown_key', status: 401 });
    }
    expect(host.count).toBe(1);
  });

  test('keeps serving while the endpoint fails, and a new kid is 503', async () => {
    const { host, acceptOld, acceptNew } = start();
    host.fail(500);
    expect(await refusal(acceptNew())).toMatchObject({ code: 'keys_unavailable', status: 503 });
    await acceptOld();
    expect(host.count).toBe(1);
  });

  test('cannot be changed afterwards by whoever handed it over', async () => {
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
