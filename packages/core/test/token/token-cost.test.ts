/**
 * Measures the time to read and refuse tokens. Limits are wide, so that a machine may be five times as slow as a quiet
 * one.
 */
import { createVerifier } from '@cognito-guard/core';
import { bearer, cookie } from '@cognito-guard/core/http';
import { createTestPool, decodeToken } from '@cognito-guard/testing';
import { describe, expect, test } from 'vitest';
import * as node from '../../src/runtime/node.ts';
import * as web from '../../src/runtime/web.ts';
import { hostilePayloads, hostileTexts, withPayload } from '../support/hostile-tokens.ts';
import { malformed, outcomeOf } from '../support/token-outcome.ts';
import { requestOf, tokenIn } from '../support/token-reading.ts';

const pool = await createTestPool();
const goodToken = pool.accessToken();
const [headerSegment = ''] = decodeToken(goodToken).segments;

/**
 * The median of many refusals, in microseconds, so that interrupted ones do not count.
 *
 * @throws When the token is not refused.
 */
const medianMicroseconds = async (token: string, repetitions: number): Promise<number> => {
  const { verify } = createVerifier({ ...pool.options, tokenUse: 'access' });
  const samples: number[] = [];
  // The first refusals warm the engine up.
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

/** The minimum time of some work in milliseconds, which other load does not change. */
const leastMilliseconds = (work: () => void): number => {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
};

test.each([
  ['letters', 'a'],
  ['dots', '.'],
  ['empty objects', Buffer.from('{}{}{}').toString('base64url')],
  ['a good token, repeated', goodToken],
])('a token of 10 MB is refused without reading it: %s', async (_, unit) => {
  // One flat string, like a request body; repeat() alone makes a rope that is never read.
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
])('decoding 8 KB from a caller takes microseconds: %s', (_, decode) => {
  const text = Buffer.alloc(6_000, '{"a":').toString('base64url');
  const samples = Array.from({ length: 400 }, () => {
    const startedAt = performance.now();
    decode(text);
    return (performance.now() - startedAt) * 1000;
  });
  // A whole refusal may take 100 µs, and decoding at most half of it.
  expect(samples.sort((a, b) => a - b)[200]).toBeLessThan(250);
});

describe('16 KB around a token take no longer than reading them once', () => {
  test.each<[string, string]>([
    ['spaces', `Bearer ${' '.repeat(16_000)}x x`],
    ['tabs', `Bearer ${'\t'.repeat(16_000)}x`],
    ['commas', `Bearer ${', '.repeat(8_000)}x`],
    ['schemes', `${'Bearer '.repeat(2_300)}x`],
    ['quotes', `x Bearer${'"'.repeat(16_001)}`],
    ['escaped quotes', `x "${'\\"'.repeat(8_000)}`],
    ['quotes and backslashes', `x ${'"\\'.repeat(8_000)}`],
    ['quoted letters', `x ${'"a"\\'.repeat(4_000)}`],
    ['separators and spaces', `x${`,${' '.repeat(200)}`.repeat(80)}`],
  ])('in an Authorization header: %s', (_, authorization) => {
    const source = bearer();
    const request = requestOf({ authorization });
    expect(leastMilliseconds(() => tokenIn(request, source))).toBeLessThan(2);
  });

  test.each<[string, string]>([
    ['spaces', `a=${' '.repeat(16_000)}x`],
    ['semicolons', ';'.repeat(16_000)],
    ['names', 'session'.repeat(2_300)],
    ['quotes', `session="${'"'.repeat(16_000)}x`],
  ])('in a cookie: %s', (_, values) => {
    const source = cookie('session');
    const request = requestOf({ cookie: values });
    expect(leastMilliseconds(() => tokenIn(request, source))).toBeLessThan(5);
  });
});
