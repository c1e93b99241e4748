/** The deadline passed before the work was done. */
export class DeadlineError extends Error {
  constructor() {
    super('The deadline has passed.');
    this.name = 'DeadlineError';
  }
}

const maxTickMs = 250;
const minTicks = 4;

/**
 * Runs work with a total deadline, even where the work ignores its signal.
 *
 * The deadline is counted in ticks of a timer, so that a freeze of the process counts as one tick at most: a thawed
 * process fires its timers before it reads its sockets, where the answer may be waiting.
 *
 * @param milliseconds - The total: connecting, headers, body.
 * @param work - Receives a signal that is aborted when the deadline passes, and when the work is done.
 * @param onTick - Called several times a second while the work is under way.
 * @returns What the work returns.
 * @throws {@link DeadlineError}, or what the work throws.
 */
export const withDeadline = async <T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  onTick?: () => void,
): Promise<T> => {
  const controller = new AbortController();
  let ticksLeft = Math.max(minTicks, Math.ceil(milliseconds / maxTickMs));
  const tickMs = milliseconds / ticksLeft;
  let timer: ReturnType<typeof setInterval> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    let tickedAt = performance.now();
    timer = setInterval(() => {
      const now = performance.now();
      const isLate = now - tickedAt > 2 * tickMs;
      tickedAt = now;
      ticksLeft--;
      // After a late last tick, one more tick follows, in which pending input is read.
      if (ticksLeft < 0 || (ticksLeft === 0 && !isLate)) reject(new DeadlineError());
      else onTick?.();
    }, tickMs);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearInterval(timer);
    // Releases the connection in every case: a refused body is not read to its end.
    controller.abort();
  }
};
