import { getHeapSnapshot } from 'node:v8';
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { VerdictCache } from '../../src/verifier/cache.ts';

const pool = await createTestPool();
afterEach(() => vi.restoreAllMocks());

const start = (cache?: { maxEntries?: number; maxBytes?: number }): Verifier<'access'> =>
  createVerifier({ ...pool.options, tokenUse: 'access', ...(cache && { cache }) });

/** Every string that is reachable from a value. */
const stringsIn = (value: unknown, seen: Set<unknown> = new Set()): string[] => {
  if (typeof value === 'string') return [value];
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return [];
  seen.add(value);
  const members = Reflect.ownKeys(value).map((name) => Reflect.getOwnPropertyDescriptor(value, name)?.value);
  const items = value instanceof Map || value instanceof Set ? [...value] : [];
  return [...members, ...items].flatMap((member) => stringsIn(member, seen));
};

/**
 * The texts that are part of a string on the heap. They are passed as bytes, so that the search does not put them on
 * the heap.
 */
const foundOnHeap = async (texts: readonly Buffer[]): Promise<readonly boolean[]> => {
  const longest = Math.max(...texts.map(({ length }) => length));
  const found = texts.map(() => false);
  let tail: Uint8Array = Buffer.alloc(0);
  for await (const chunk of getHeapSnapshot()) {
    const window = Buffer.concat([tail, Buffer.from(chunk as Uint8Array)]);
    for (const [index, text] of texts.entries()) found[index] ||= window.includes(text);
    tail = window.subarray(-longest);
  }
  return found;
};

describe('cached contents of a token', () => {
  test('no object reachable from an entry contains a segment of the token', async () => {
    const set = vi.spyOn(VerdictCache.prototype, 'add');
    const token = pool.accessToken({ groups: ['users'], claims: { nested: { list: ['a', { b: 'c' }] } } });
    const segments = token.split('.');
    await start().verify(token);
    const stored = stringsIn(set.mock.calls);
    expect(stored).toEqual(expect.arrayContaining([pool.subject, 'users', 'c', pool.issuer]));
    for (const segment of segments) expect(stored.filter((text) => text.includes(segment))).toEqual([]);
    expect(stringsIn([...set.mock.calls, { planted: [token] }]).some((text) => text.includes(segments[2] ?? '?'))).toBe(
      true,
    );
  });

  test('a heap dump after the request contains neither the token nor its signature', async () => {
    const verifier = start();
    const held: string[] = [];
    const handleRequest = async (): Promise<readonly Buffer[]> => {
      const { token } = await verifier.verify(pool.machineToken());
      const signature = token.slice(token.lastIndexOf('.') + 1);
      held.push(token, Buffer.from(signature).toString());
      // Not its end: heap snapshots truncate long strings.
      return [Buffer.from(token.slice(100, 600)), Buffer.from(signature.slice(0, 200))];
    };
    const texts = await handleRequest();
    expect(await foundOnHeap(texts)).toEqual([true, true]);
    held.length = 0;
    expect(await foundOnHeap(texts)).toEqual([false, false]);
    expect(verifier.stats().cacheEntries).toBe(1);
  });
});

describe('bounds', () => {
  const tokens = Array.from({ length: 60 }, () => pool.accessToken());

  test('with maxEntries, the most recently used tokens stay cached', async () => {
    const verifier = start({ maxEntries: 20 });
    for (const token of tokens) {
      await verifier.verify(token);
      expect(verifier.stats().cacheEntries).toBeLessThanOrEqual(20);
    }
    const { cacheHits } = verifier.stats();
    for (const token of tokens.slice(-20)) await verifier.verify(token);
    expect(verifier.stats().cacheHits).toBe(cacheHits + 20);
    await verifier.verify(tokens[0] ?? '');
    expect(verifier.stats().cacheHits).toBe(cacheHits + 20);
  });

  test("with maxBytes, the cache counts at least the memory of the tokens' claims", async () => {
    const maxBytes = 50_000;
    const verifier = start({ maxBytes });
    for (const token of tokens) {
      await verifier.verify(token);
      expect(verifier.stats().cacheBytes).toBeLessThanOrEqual(maxBytes);
    }
    const { cacheEntries, cacheBytes } = verifier.stats();
    expect(cacheEntries).toBeGreaterThan(2);
    expect(cacheBytes).toBeGreaterThan(cacheEntries * (tokens[0]?.length ?? 0));
  });

  test('a token that is heavier than the whole cache is verified and not cached', async () => {
    const verifier = start({ maxBytes: 1 });
    const [token = ''] = tokens;
    for (let round = 0; round < 2; round++) await verifier.verify(token);
    expect(verifier.stats()).toMatchObject({ verified: 2, cacheHits: 0, cacheEntries: 0, cacheBytes: 0 });
  });

  test('the default is 1,000 entries', async () => {
    const verifier = start();
    for (let index = 0; index < 1_050; index++) await verifier.verify(pool.machineToken());
    expect(verifier.stats().cacheEntries).toBe(1_000);
    expect(verifier.stats().cacheBytes).toBeLessThanOrEqual(8 * 1024 * 1024);
  });
});

describe('a handler cannot change a verdict for later requests', () => {
  const options = { groups: ['users'], scope: 'orders/read', claims: { nested: { list: [{ deep: 1 }] } } };

  test.each<[string, (auth: Awaited<ReturnType<Verifier<'access'>['verify']>>) => unknown]>([
    ['a member set', (auth) => Object.assign(auth, { subject: 'root' })],
    ['a member added', (auth) => Object.assign(auth, { isAdmin: true })],
    ['the token replaced', (auth) => Object.assign(auth, { token: 'x' })],
    ['a claim set', (auth) => Object.assign(auth.claims, { sub: 'root' })],
    ['a claim added', (auth) => Object.assign(auth.claims, { isAdmin: true })],
    ['a claim deleted', (auth) => Reflect.deleteProperty(auth.claims, 'exp') || fail()],
    ['the claims’ prototype set', (auth) => Object.setPrototypeOf(auth.claims, { isAdmin: true })],
    ['a group pushed into the claim', (auth) => Array.prototype.push.call(auth.claims['cognito:groups'], 'admins')],
    ['a nested list changed', (auth) => Array.prototype.pop.call((auth.claims['nested'] as { list: unknown[] }).list)],
    [
      'a deep member set',
      (auth) => Object.assign((auth.claims['nested'] as { list: object[] }).list[0] ?? {}, { deep: 2 }),
    ],
    ['a group added', (auth) => (auth.groups as Set<string>).add('admins')],
    ['a group removed', (auth) => (auth.groups as Set<string>).delete('users')],
    ['the groups cleared', (auth) => (auth.groups as Set<string>).clear()],
    ['a scope added', (auth) => (auth.scopes as Set<string>).add('orders/write')],
    ['the set’s own has() replaced', (auth) => Object.assign(auth.scopes, { has: () => true })],
  ])('%s throws', async (_, change) => {
    const verifier = start();
    const token = pool.accessToken(options);
    const auth = await verifier.verify(token);
    const before = JSON.stringify([auth, [...auth.groups], [...auth.scopes]]);
    expect(() => change(auth)).toThrow(TypeError);
    const later = await verifier.verify(token);
    expect(verifier.stats().cacheHits).toBe(1);
    expect(JSON.stringify([later, [...later.groups], [...later.scopes]])).toBe(before);
    expect(later.token).toBe(token);
  });

  const fail = (): never => {
    throw new TypeError('It was not deleted.');
  };

  test('every object in the claims is frozen', async () => {
    const { claims } = await start().verify(pool.accessToken(options));
    const thawed: unknown[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) thawed.push(value);
      for (const member of Object.values(value)) walk(member);
    };
    walk(claims);
    expect(claims['nested']).toEqual({ list: [{ deep: 1 }] });
    expect(thawed).toEqual([]);
  });
});
