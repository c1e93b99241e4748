import { createVerifier } from '@cognito-guard/core';
import { freshTokens, usualToken } from '../fixture.ts';
import { functionGroup } from '../functions/function-group.ts';
import type { SubjectMaker, Subjects } from '../functions/subject.ts';
import { ourOptions } from '../verifiers.ts';

const sizes = [1_000, 10_000, 100_000] as const;
const nameOf = (size: number): string => `hit among ${size.toLocaleString('en-US')}`;
const sizeOf = (name: string): number => sizes.find((size) => nameOf(size) === name) ?? 0;

/** The callers' tokens in turn, so that every hit is the least recently used entry. */
const hitAmong =
  (size: number): SubjectMaker =>
  async (fixture) => {
    const cache = { maxEntries: size, maxBytes: 8_192 * size };
    const verifier = createVerifier({ ...ourOptions(fixture), cache });
    const token = freshTokens(fixture, nameOf(size));
    for (let index = 0; index < size; index++) await verifier.verify(token(index));
    if (verifier.stats().cacheEntries !== size) throw new Error('The cache does not contain every caller.');
    return (index) => verifier.verify(token(index));
  };

export const subjects: Subjects = Object.fromEntries(sizes.map((size) => [nameOf(size), hitAmong(size)]));

/** The cost of a cache hit by number of entries. */
export const hitScaling = functionGroup({
  name: 'hits',
  what: 'cached tokens, a fresh string each time, the one first that was longest ago',
  isScaling: true,
  module: import.meta.url,
  includes: (name, { maxSize }) => sizeOf(name) <= maxSize,
  tokens: (pool, names) =>
    Object.fromEntries([...names].map((name) => [name, { count: sizeOf(name), optionsOf: () => usualToken(pool) }])),
  figures: [
    { name: 'hit among 10,000 / among 1,000', of: nameOf(10_000), per: nameOf(1_000), target: { atMost: 1.5 } },
    { name: 'hit among 100,000 / among 1,000', of: nameOf(100_000), per: nameOf(1_000), target: { atMost: 1.5 } },
  ],
  chart: {
    file: 'hits',
    title: 'A cached verification, by the number of cached tokens',
    sizeLabel: 'tokens in the cache',
    valueLabel: 'µs of CPU',
    lines: [{ label: 'hit', points: sizes.map((size) => ({ size, of: nameOf(size) })) }],
  },
});
