import { describe, expect, test } from 'vitest';
import { Pace } from '../src/pace.ts';

const maxWaitMs = 60_000;

/** When calls start that all ask at once. */
const startsOf = (pace: Pace, calls: number): readonly (number | undefined)[] =>
  Array.from({ length: calls }, () => pace.reserve());

describe('pace', () => {
  test.each([1, 2, 5, 25, 100])('no second holds more than %i calls, however many ask at once', (perSecond) => {
    const starts = startsOf(new Pace(perSecond, maxWaitMs, () => 0), perSecond * 5).map((start) => start ?? Number.NaN);
    for (const from of starts) {
      expect(starts.filter((start) => start >= from && start < from + 999).length).toBeLessThanOrEqual(perSecond);
    }
  });

  test('AWS lets 25 a second through: 5 go at once, the others follow evenly', () => {
    const starts = startsOf(new Pace(25, maxWaitMs, () => 0), 8);
    expect(starts).toEqual([0, 0, 0, 0, 0, 50, 100, 150]);
  });

  test('who comes later does not wait for those who are through', () => {
    let now = 0;
    const pace = new Pace(25, maxWaitMs, () => now);
    startsOf(pace, 10);
    now = 1_000;
    expect(pace.reserve()).toBe(0);
  });

  test('who would wait too long is turned away, and takes no place', () => {
    const pace = new Pace(25, 100, () => 0);
    expect(startsOf(pace, 9)).toEqual([0, 0, 0, 0, 0, 50, 100, undefined, undefined]);
  });

  test('a clock that is set back does not stop the calls', () => {
    let now = 3_600_000;
    const pace = new Pace(25, 5_000, () => now);
    startsOf(pace, 30);
    now = 0;
    expect(pace.reserve()).toBe(0);
  });
});
