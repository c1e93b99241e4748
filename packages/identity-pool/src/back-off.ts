/** Seconds before the next attempt, by the number of consecutive failures. */
const stepsSeconds = [1, 2, 5, 10, 30] as const;

/** Adds or removes up to 10 %, so that instances that failed together do not retry together. */
const jitter = (milliseconds: number): number => milliseconds * (0.9 + Math.random() * 0.2);

/** Keeps a failure during its pause: 1, 2, 5, 10, then 30 seconds, by the wall clock. */
export class BackOff<Failure> {
  #failures = 0;
  #failedAt = 0;
  #pauseMs = 0;
  #failure: Failure | undefined;

  /**
   * Records a failure and starts the next pause.
   *
   * @param now - Milliseconds since the epoch.
   * @param failureOf - Creates the failure from the whole seconds until the next attempt.
   * @returns The failure.
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

  /** @returns The last failure during its pause, otherwise undefined. Setting the clock back ends the pause. */
  failureAt(now: number): Failure | undefined {
    return now >= this.#failedAt && now < this.#failedAt + this.#pauseMs ? this.#failure : undefined;
  }
}
