import { describe, expect, test } from 'vitest';
import { RateLimiter } from '../src/rate-limiter.ts';

const maxWaitMs = 60_000;

/** Start times of calls that arrive together. */
const startsOf = (limiter: RateLimiter, calls: number): readonly (number | undefined)[] =>
  Array.from({ length: calls }, () => limiter.reserve());

describe('the rate limiter of GetId', () => {
  test.each([1, 2, 5, 25, 100])('no second contains more than %i calls', (perSecond) => {
    const limiter = new RateLimiter(perSecond, maxWaitMs, () => 0);
    const starts = startsOf(limiter, perSecond * 5).map((start) => start ?? Number.NaN);
    for (const from of starts) {
      expect(starts.filter((start) => start >= from && start < from + 999).length).toBeLessThanOrEqual(perSecond);
    }
  });

  test('at a rate of 25 calls per second, 5 start at once and the others follow at even intervals', () => {
    const starts = startsOf(new RateLimiter(25, maxWaitMs, () => 0), 8);
    expect(starts).toEqual([0, 0, 0, 0, 0, 50, 100, 150]);
  });

  test('after a burst has drained, calls do not wait', () => {
    let now = 0;
    const limiter = new RateLimiter(25, maxWaitMs, () => now);
    startsOf(limiter, 10);
    now = 1_000;
    expect(limiter.reserve()).toBe(0);
  });

  test('a call beyond the maximum wait is refused and does not enter the queue', () => {
    const limiter = new RateLimiter(25, 100, () => 0);
    expect(startsOf(limiter, 9)).toEqual([0, 0, 0, 0, 0, 50, 100, undefined, undefined]);
  });

  test('setting the clock back does not block calls', () => {
    let now = 3_600_000;
    const limiter = new RateLimiter(25, 5_000, () => now);
    startsOf(limiter, 30);
    now = 0;
    expect(limiter.reserve()).toBe(0);
  });
});
