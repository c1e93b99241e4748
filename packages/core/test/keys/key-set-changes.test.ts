import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool, type TestPool } from '@cognito-guard/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  eventually,
  type KeyHost,
  keyHost,
  keyStats,
  type ManualClock,
  manualClock,
  refusal,
  underKid,
} from '../support/key-world.ts';

let clock: ManualClock = manualClock();
const read = (): number => clock.read();
const [pool, otherPool]: TestPool[] = await Promise.all([
  createTestPool({ clock: read }),
  createTestPool({ clock: read, userPoolId: 'us-east-1_TestPool2' }),
]);
if (pool === undefined || otherPool === undefined) throw new Error('The pools are missing.');
const { access: key, id: sibling } = pool.keys;
/** New key material under the old kid. */
const replaced = underKid(otherPool.keys.access, key.kid);

let host: KeyHost;
let verifier: Verifier<'access'>;
beforeEach(() => {
  clock = manualClock();
  host = keyHost({ keys: [key.jwk, sibling.jwk] });
  verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock: read, keys: { fetch: host.fetch } });
});

/** Lets the set pass its soft age, and sends one request, behind which it is refreshed. */
const refreshTo = async (keys: readonly object[], token: string): Promise<void> => {
  const { generation } = keyStats(verifier);
  host.publish({ keys });
  clock.advance(661);
  await verifier.verify(token);
  await eventually(() => expect(keyStats(verifier).generation).toBe(generation + 1));
};

describe('a withdrawn key', () => {
  test('is refused within one refresh, cached verdicts included', async () => {
    const cached = pool.accessToken();
    await verifier.verify(cached);
    await verifier.verify(cached);
    expect(verifier.stats().cacheHits).toBe(1);
    await refreshTo([sibling.jwk], cached);
    expect(await refusal(verifier.verify(cached))).toEqual({ code: 'unknown_key', status: 401 });
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual({ code: 'unknown_key', status: 401 });
    expect(verifier.stats().cacheEntries).toBe(0);
    await expect(verifier.verify(pool.accessToken({ key: sibling }))).resolves.toBeDefined();
  });

  test('is accepted when it is published again', async () => {
    host.publish({ keys: [sibling.jwk] });
    expect(await refusal(verifier.verify(pool.accessToken()))).toEqual({ code: 'unknown_key', status: 401 });
    host.publish({ keys: [key.jwk] });
    clock.advance(5);
    await expect(verifier.verify(pool.accessToken())).resolves.toBeDefined();
  });
});

describe('a kid with new key material', () => {
  test('verifies with the new key only: old tokens are refused, cached or not, and new ones accepted', async () => {
    const cached = pool.accessToken();
    await verifier.verify(cached);
    await refreshTo([replaced.jwk, sibling.jwk], cached);
    expect(await refusal(verifier.verify(cached))).toEqual({ code: 'invalid_signature', status: 401 });
    expect(await refusal(verifier.verify(pool.accessToken({ key })))).toEqual({
      code: 'invalid_signature',
      status: 401,
    });
    await expect(verifier.verify(pool.accessToken({ key: replaced }))).resolves.toBeDefined();
  });
});

describe('a refreshed set', () => {
  test('keeps the verdicts of unchanged keys, in any order of the set', async () => {
    const cached = pool.accessToken();
    await verifier.verify(cached);
    await refreshTo([sibling.jwk, { ...key.jwk, x5t: 'new beside it' }], cached);
    const { cacheHits } = verifier.stats();
    await verifier.verify(cached);
    expect(verifier.stats().cacheHits).toBe(cacheHits + 1);
  });

  test('replaces the whole set and increments the generation', async () => {
    const token = pool.accessToken();
    await verifier.verify(token);
    expect(keyStats(verifier)).toMatchObject({ generation: 1, keys: 2 });
    await refreshTo([key.jwk], token);
    expect(keyStats(verifier)).toMatchObject({ generation: 2, keys: 1 });
    await refreshTo([key.jwk, sibling.jwk], token);
    expect(keyStats(verifier)).toMatchObject({ generation: 3, keys: 2, fetches: 3 });
  });
});

describe('two pools that publish the same kid', () => {
  const options = { clientId: null, tokenUse: 'access' } as const;
  const hosts = {
    [pool.jwksUri]: keyHost({ keys: [key.jwk] }),
    [otherPool.jwksUri]: keyHost({ keys: [replaced.jwk] }),
  };
  const both = (): Verifier<'access'> =>
    createVerifier({
      pools: [
        { ...options, userPoolId: pool.userPoolId },
        { ...options, userPoolId: otherPool.userPoolId },
      ],
      clock: read,
      keys: { fetch: async (url, init) => hosts[url]?.fetch(url, init) ?? new Response(null, { status: 404 }) },
    });

  test('each verify their own tokens', async () => {
    const { verify, stats } = both();
    const own = [pool.accessToken({ key }), otherPool.accessToken({ key: replaced })];
    const verified = await Promise.all(own.map((token) => verify(token)));
    expect(verified.map(({ userPoolId }) => userPoolId)).toEqual([pool.userPoolId, otherPool.userPoolId]);
    expect(stats().pools).toMatchObject([
      { keys: 1, fetches: 1 },
      { keys: 1, fetches: 1 },
    ]);
  });

  test('never verify each other’s tokens, whichever keys are fetched', async () => {
    const { verify, ready } = both();
    const crossed = [pool.accessToken({ key: replaced }), otherPool.accessToken({ key })];
    for (const token of crossed)
      expect(await refusal(verify(token))).toEqual({ code: 'invalid_signature', status: 401 });
    await ready();
    await Promise.all([verify(pool.accessToken({ key })), verify(otherPool.accessToken({ key: replaced }))]);
    for (const token of crossed)
      expect(await refusal(verify(token))).toEqual({ code: 'invalid_signature', status: 401 });
  });

  test("withdrawing the key in one pool leaves the other pool's verdicts valid", async () => {
    const { verify, stats } = both();
    const tokens = [pool.accessToken({ key }), otherPool.accessToken({ key: replaced })] as const;
    await Promise.all(tokens.map((token) => verify(token)));
    hosts[pool.jwksUri]?.publish({ keys: [sibling.jwk] });
    clock.advance(661);
    await Promise.all(tokens.map((token) => verify(token)));
    await eventually(() => expect(stats().pools).toMatchObject([{ generation: 2 }, { generation: 2 }]));
    expect(await refusal(verify(tokens[0]))).toEqual({ code: 'unknown_key', status: 401 });
    const { cacheHits } = stats();
    await verify(tokens[1]);
    expect(stats().cacheHits).toBe(cacheHits + 1);
  });
});
