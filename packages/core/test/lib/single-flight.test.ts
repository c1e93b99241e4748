import { afterEach, describe, expect, test, vi } from 'vitest';
import { DeadlineError, withDeadline } from '../../src/lib/deadline.ts';
import { SingleFlight } from '../../src/lib/single-flight.ts';
import { type ManualClock, manualClock } from '../support/key-world.ts';

afterEach(() => vi.useRealTimers());

const never = (): Promise<never> => new Promise(() => {});
/** Work with its own deadline, like every flight. */
const slow =
  <T>(milliseconds: number, value: T) =>
  (onTick: () => void): Promise<T> =>
    withDeadline(5_000, () => new Promise((resolve) => setTimeout(resolve, milliseconds, value)), onTick);

const world = (): { clock: ManualClock; flights: SingleFlight<string> } => {
  const clock = manualClock();
  return { clock, flights: new SingleFlight<string>(clock.read) };
};

describe('SingleFlight', () => {
  test('shares one run under a key, its rejection included, and runs again afterwards', async () => {
    const { flights } = world();
    const work = vi.fn(async () => Promise.reject(new Error('failed')));
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => flights.run('a', 1_000, work)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(work).toHaveBeenCalledTimes(1);
    expect(await flights.run('a', 1_000, async () => 'again')).toBe('again');
    expect(flights.isUnderWay('a')).toBe(false);
  });

  test('runs different keys independently', async () => {
    const { flights } = world();
    expect(await Promise.all(['a', 'b'].map((key) => flights.run(key, 1_000, async () => key)))).toEqual(['a', 'b']);
  });

  test('a caller that joins rejects with DeadlineError after its own deadline', async () => {
    const { flights } = world();
    flights.run('a', 1_000, never).catch(() => undefined);
    await expect(flights.run('a', 80, never)).rejects.toThrow(DeadlineError);
  });

  test('replaces a flight at once where the clock advanced without a heartbeat', async () => {
    const { clock, flights } = world();
    flights.run('a', 1_000, never).catch(() => undefined);
    clock.advance(3_600);
    expect(flights.isUnderWay('a')).toBe(false);
    expect(await flights.run('a', 1_000, async () => 'taken over')).toBe('taken over');
  });

  test('replaces a flight also where the clock was set back', async () => {
    const { clock, flights } = world();
    flights.run('a', 1_000, never).catch(() => undefined);
    clock.advance(-3_600);
    expect(await flights.run('a', 1_000, async () => 'taken over')).toBe('taken over');
  });

  test('a lost flight that settles later does not end its replacement', async () => {
    const { clock, flights } = world();
    const settle: ((value: string) => void)[] = [];
    const work = (): Promise<string> => new Promise((resolve) => settle.push(resolve));
    const lost = flights.run('a', 1_000, work);
    clock.advance(1);
    const replacement = flights.run('a', 1_000, work);
    settle[0]?.('lost');
    expect(await lost).toBe('lost');
    const joined = flights.run('a', 1_000, async () => 'third');
    settle[1]?.('replacement');
    expect(await Promise.all([replacement, joined])).toEqual(['replacement', 'replacement']);
  });

  test('waits for a flight with heartbeats, however long it takes', async () => {
    const flights = new SingleFlight<string>(Date.now);
    const started = flights.run('a', 5_000, slow(1_100, 'late'));
    const second = vi.fn(async () => 'second');
    expect(await flights.run('a', 5_000, second)).toBe('late');
    expect(await started).toBe('late');
    expect(second).not.toHaveBeenCalled();
  });
});

describe('withDeadline', () => {
  test('aborts its signal when the deadline passes, and when the work is done', async () => {
    const signals: AbortSignal[] = [];
    const keep = (signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return never();
    };
    await expect(withDeadline(40, keep)).rejects.toThrow(DeadlineError);
    await withDeadline(1_000, async (signal) => signals.push(signal));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test('reads input that arrived during a freeze before it rejects', async () => {
    // The process blocks for longer than the deadline, like a frozen one. The response is readable when it continues.
    const answer = withDeadline(
      200,
      () => new Promise<string>((resolve) => setTimeout(() => setImmediate(resolve, 'in time'), 190)),
    );
    const resumeAt = performance.now() + 600;
    while (performance.now() < resumeAt);
    expect(await answer).toBe('in time');
  });

  test('ends also in a process whose timers are always late', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const outcome = withDeadline(400, never).catch((error: unknown) => error);
    for (let tick = 0; tick < 10; tick++) {
      // Each tick is late by a second.
      vi.setSystemTime(Date.now() + 1_000);
      await vi.advanceTimersByTimeAsync(1_100);
    }
    expect(await outcome).toBeInstanceOf(DeadlineError);
  });
});
