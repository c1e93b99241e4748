/** Pauses after failed attempts in a row, in milliseconds; the last one repeats. */
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Spreads instances that started together by ± 10 %. In whole milliseconds, as the clock is. */
export const jitter = (milliseconds: number): number => Math.round(milliseconds * (0.9 + 0.2 * Math.random()));

/** The pause after failed attempts: longer with each failure in a row, up to 30 seconds. */
export class BackOff {
  #failures = 0;
  #pauseMs = 0;

  /** Failed attempts since the last successful one. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * @param elapsedMs - Since the last attempt began.
   * @returns How long no attempt is made, in milliseconds.
   */
  leftMs(elapsedMs: number): number {
    return Math.max(0, this.#pauseMs - elapsedMs);
  }

  /** An attempt failed. */
  lengthen(): void {
    this.#pauseMs = jitter(pausesMs[Math.min(this.#failures, pausesMs.length - 1)] ?? 0);
    this.#failures++;
  }

  /** An attempt succeeded. */
  reset(): void {
    this.#failures = 0;
    this.#pauseMs = 0;
  }
}
