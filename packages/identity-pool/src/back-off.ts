/** Seconds before the next try, by the number of failures in a row. */
const stepsSeconds = [1, 2, 5, 10, 30] as const;

/** A tenth early or late, so that instances that failed together do not try again together. */
const jitter = (milliseconds: number): number => milliseconds * (0.9 + Math.random() * 0.2);

/** Remembers a failure until the call may be tried again: 1, 2, 5, 10, then 30 seconds, by the wall clock. */
export class BackOff<Failure> {
  #failures = 0;
  #failedAt = 0;
  #pauseMs = 0;
  #failure: Failure | undefined;

  /**
   * Starts the next pause.
   *
   * @param now - Milliseconds since the epoch.
   * @param failureOf - Makes the failure, given whole seconds until the next try.
   */
  fail(now: number, failureOf: (retryAfterSeconds: number) => Failure): Failure {
    const seconds = stepsSeconds[Math.min(this.#failures, stepsSeconds.length - 1)] ?? 0;
    this.#failures += 1;
    this.#failedAt = now;
    this.#pauseMs = jitter(seconds * 1_000);
    this.#failure = failureOf(seconds);
    return this.#failure;
  }

  succeed(): void {
    this.#failures = 0;
    this.#failure = undefined;
  }

  /** @returns The last failure, while its pause lasts; a clock that was set back ends it. */
  failureAt(now: number): Failure | undefined {
    return now >= this.#failedAt && now < this.#failedAt + this.#pauseMs ? this.#failure : undefined;
  }
}
