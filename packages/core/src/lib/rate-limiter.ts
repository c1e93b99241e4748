/** Rate limiter with a fixed window. */
export class RateLimiter {
  readonly #maxCalls: number;
  readonly #windowMs: number;
  #startedAt = Number.NEGATIVE_INFINITY;
  #calls = 0;

  constructor(maxCalls: number, windowMs: number) {
    this.#maxCalls = maxCalls;
    this.#windowMs = windowMs;
  }

  /**
   * @param now - Milliseconds since the epoch.
   * @returns 0 where the call is within the limit; otherwise the milliseconds until the next window.
   */
  take(now: number): number {
    const elapsed = Math.abs(now - this.#startedAt);
    if (elapsed >= this.#windowMs) {
      this.#startedAt = now;
      this.#calls = 0;
    } else if (this.#calls >= this.#maxCalls) {
      return this.#windowMs - elapsed;
    }
    this.#calls++;
    return 0;
  }

  /** Removes one call from the count of the current window. */
  giveBack(): void {
    this.#calls = Math.max(0, this.#calls - 1);
  }
}
