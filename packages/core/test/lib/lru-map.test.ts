import fc from 'fast-check';
import { LRUCache } from 'lru-cache';
import { expect, test } from 'vitest';
import { LruMap } from '../../src/lib/lru-map.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const step = fc.oneof(
  fc.record({ kind: fc.constant('get' as const), key }),
  fc.record({ kind: fc.constant('set' as const), key, value: fc.integer(), weight: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('delete' as const), key }),
);

test('keeps and forgets what lru-cache does, whatever is done in whatever order', () => {
  let evictions = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 120 }),
      fc.array(step, { maxLength: 60, size: 'max' }),
      (maxEntries, maxWeight, steps) => {
        const map = new LruMap<number>(maxEntries, maxWeight);
        const oracle = new LRUCache<string, number>({ max: maxEntries, maxSize: maxWeight });
        for (const one of steps) {
          if (one.kind === 'get') expect(map.get(one.key)).toBe(oracle.get(one.key));
          if (one.kind === 'delete') {
            map.delete(one.key);
            oracle.delete(one.key);
          }
          if (one.kind === 'set') {
            const before = map.size;
            map.set(one.key, one.value, one.weight);
            // lru-cache keeps the old size of an entry that is set to an equal value.
            oracle.delete(one.key);
            oracle.set(one.key, one.value, { size: one.weight });
            if (map.size <= before) evictions++;
          }
          expect({ size: map.size, weight: map.weight }).toEqual({ size: oracle.size, weight: oracle.calculatedSize });
          expect([...map.values()].sort()).toEqual([...oracle.values()].sort());
        }
      },
    ),
    { numRuns: 500 },
  );
  expect(evictions).toBeGreaterThan(500);
});

test('has no bound on weight unless it is given one', () => {
  const map = new LruMap<number>(2);
  map.set('a', 1);
  map.set('b', 2, 1e15);
  map.get('a');
  map.set('c', 3);
  expect(map.values()).toEqual(expect.arrayContaining([1, 3]));
  expect(map.size).toBe(2);
});
