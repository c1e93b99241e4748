/**
 * Keeps calls under a rate, in any second: four fifths of it flow evenly, one fifth may come at once.
 *
 * A leaky bucket that knows one moment, when it will be empty. It holds no timers: the caller is told how long to wait.
 */
export class RateLimiter {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  readonly #maxWaitMs: number;
  readonly #clock: () => number;
  #emptyAt = 0;

  /**
   * @param perSecond - The rate that is never exceeded.
   * @param maxWaitMs - Calls that would wait longer are refused.
   * @param clock - Milliseconds since the epoch.
   */
  constructor(perSecond: number, maxWaitMs: number, clock: () => number) {
    const burst = Math.max(1, Math.floor(perSecond / 5));
    this.#intervalMs = 1000 / Math.max(1, perSecond - burst);
    this.#burstMs = (burst - 1) * this.#intervalMs;
    this.#maxWaitMs = maxWaitMs;
    this.#clock = clock;
  }

  /** @returns Milliseconds to wait before the call; undefined where the queue is full. */
  reserve(): number | undefined {
    const now = this.#clock();
    const queuedMs = this.#emptyAt - now;
    // More than could ever queue up: the clock was set back.
    const isPlausible = queuedMs <= this.#burstMs + this.#maxWaitMs + this.#intervalMs;
    const startsAt = isPlausible ? Math.max(now, this.#emptyAt) : now;
    const waitMs = Math.max(0, startsAt - now - this.#burstMs);
    if (waitMs > this.#maxWaitMs) return undefined;
    this.#emptyAt = startsAt + this.#intervalMs;
    return waitMs;
  }
}
