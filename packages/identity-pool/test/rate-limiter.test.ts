import { describe, expect, test } from 'vitest';
import { RateLimiter } from '../src/rate-limiter.ts';

const maxWaitMs = 60_000;

/** When calls start that all come at once. */
const startsOf = (limiter: RateLimiter, calls: number): readonly (number | undefined)[] =>
  Array.from({ length: calls }, () => limiter.reserve());

describe('the rate limiter of GetId', () => {
  test.each([1, 2, 5, 25, 100])('no second holds more than %i calls, however many come at once', (perSecond) => {
    const limiter = new RateLimiter(perSecond, maxWaitMs, () => 0);
    const starts = startsOf(limiter, perSecond * 5).map((start) => start ?? Number.NaN);
    for (const from of starts) {
      expect(starts.filter((start) => start >= from && start < from + 999).length).toBeLessThanOrEqual(perSecond);
    }
  });

  test('of the 25 calls a second that AWS allows, 5 start at once and the others follow evenly', () => {
    const starts = startsOf(new RateLimiter(25, maxWaitMs, () => 0), 8);
    expect(starts).toEqual([0, 0, 0, 0, 0, 50, 100, 150]);
  });

  test('calls that come after a burst do not wait for it', () => {
    let now = 0;
    const limiter = new RateLimiter(25, maxWaitMs, () => now);
    startsOf(limiter, 10);
    now = 1_000;
    expect(limiter.reserve()).toBe(0);
  });

  test('a call that would wait too long is refused and takes no place in the queue', () => {
    const limiter = new RateLimiter(25, 100, () => 0);
    expect(startsOf(limiter, 9)).toEqual([0, 0, 0, 0, 0, 50, 100, undefined, undefined]);
  });

  test('a clock that is set back does not stop the calls', () => {
    let now = 3_600_000;
    const limiter = new RateLimiter(25, 5_000, () => now);
    startsOf(limiter, 30);
    now = 0;
    expect(limiter.reserve()).toBe(0);
  });
});
