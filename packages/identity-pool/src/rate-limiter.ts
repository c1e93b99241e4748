/**
 * A leaky bucket that bounds the calls in any second: one fifth of the rate is the burst, four fifths are the leak rate.
 *
 * Its only state is the time at which it will be empty. It sets no timers: `reserve` returns the time to wait.
 */
export class RateLimiter {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  readonly #maxWaitMs: number;
  readonly #clock: () => number;
  #emptyAt = 0;

  /**
   * @param perSecond - Upper bound on calls in any second.
   * @param maxWaitMs - Upper bound on one call's wait; longer waits are refused.
   * @param clock - Milliseconds since the epoch.
   */
  constructor(perSecond: number, maxWaitMs: number, clock: () => number) {
    const burst = Math.max(1, Math.floor(perSecond / 5));
    this.#intervalMs = 1000 / Math.max(1, perSecond - burst);
    this.#burstMs = (burst - 1) * this.#intervalMs;
    this.#maxWaitMs = maxWaitMs;
    this.#clock = clock;
  }

  /** @returns Milliseconds to wait before the call; undefined when the queue is full. */
  reserve(): number | undefined {
    const now = this.#clock();
    const queuedMs = this.#emptyAt - now;
    // A larger value than the queue allows: the clock was set back.
    const isPlausible = queuedMs <= this.#burstMs + this.#maxWaitMs + this.#intervalMs;
    const startsAt = isPlausible ? Math.max(now, this.#emptyAt) : now;
    const waitMs = Math.max(0, startsAt - now - this.#burstMs);
    if (waitMs > this.#maxWaitMs) return undefined;
    this.#emptyAt = startsAt + this.#intervalMs;
    return waitMs;
  }
}
