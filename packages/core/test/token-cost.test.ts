/** What refusing costs, measured. Times are wide: machines may be five times as slow as a quiet one. */
import { createVerifier } from '@cognito-guard/core';
import { createTestPool, decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import * as node from '../src/crypto-node.ts';
import * as web from '../src/crypto-web.ts';
import { hostilePayloads, hostileTexts, withPayload } from './support/hostile-tokens.ts';
import { malformed, outcomeOf } from './support/token-outcome.ts';

const pool = await createTestPool();
const goodToken = pool.accessToken();
const [headerSegment = ''] = decodeToken(goodToken).segments;

/**
 * The median of many refusals, in microseconds: one that was interrupted does not count.
 *
 * @throws When the token is not refused.
 */
const medianMicroseconds = async (token: string, repetitions: number): Promise<number> => {
  const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
  const samples: number[] = [];
  // The first ones warm the engine up.
  for (let i = -100; i < repetitions; i++) {
    const startedAt = performance.now();
    const refused = await verify(token).then(
      () => false,
      () => true,
    );
    if (i >= 0) samples.push((performance.now() - startedAt) * 1000);
    if (!refused) throw new Error('the token was accepted');
  }
  return samples.sort((a, b) => a - b)[repetitions >> 1] ?? Number.NaN;
};

test.each([
  ['letters', 'a'],
  ['dots', '.'],
  ['empty objects', Buffer.from('{}{}{}').toString('base64url')],
  ['a good token, repeated', goodToken],
])('a token of 10 MB is told without looking at it: %s', async (_, unit) => {
  // One flat string, as a request body would be; repeat() alone makes a rope that nothing has to read.
  const huge = Buffer.alloc(10_000_000, unit).toString('latin1');
  expect(await outcomeOf(pool, huge)).toEqual(malformed);
  expect(await medianMicroseconds(huge, 200)).toBeLessThan(100);
});

describe('8 KB of hostile JSON are refused in microseconds', () => {
  // 100 µs on a quiet machine.
  test.each([
    ...hostilePayloads.map(([name, payload]) => [name, withPayload(headerSegment, payload)] as const),
    ...hostileTexts,
  ])('%s', async (_, token) => {
    expect(await medianMicroseconds(token, 300)).toBeLessThan(500);
  });
});

test.each([
  ['node:crypto', node.decodeBase64url],
  ['WebCrypto', web.decodeBase64url],
])('decoding 8 KB that a caller may send costs microseconds: %s', (_, decode) => {
  const text = Buffer.alloc(6_000, '{"a":').toString('base64url');
  const samples = Array.from({ length: 400 }, () => {
    const startedAt = performance.now();
    decode(text);
    return (performance.now() - startedAt) * 1000;
  });
  // A whole refusal may take 100 µs; decoding is half of one at most.
  expect(samples.sort((a, b) => a - b)[200]).toBeLessThan(250);
});
