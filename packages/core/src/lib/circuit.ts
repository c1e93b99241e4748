/** Failures in a row that open the circuit. */
const maxFailures = 3;

/** An open circuit admits one probe in this time. */
const probeEveryMs = 1_000;

/**
 * Circuit breaker: while a service fails, callers do not wait for it.
 *
 * It opens after three failures in a row, admits one probe a second while it is open, and closes with the first success.
 * The pause is measured by the wall clock from the start of a probe. So a probe that never settles, because its request
 * was cancelled, does not keep the circuit open.
 */
export class Circuit<Failure> {
  #failures = 0;
  #last: Failure | undefined;
  /** When the circuit opened, or admitted the last probe; milliseconds since the epoch. */
  #triedAt = 0;

  /**
   * @param now - Milliseconds since the epoch.
   * @returns The last failure; undefined where the service may be called: always while the circuit is closed, once a
   * second while it is open.
   */
  refusal(now: number): Failure | undefined {
    if (this.#failures < maxFailures) return undefined;
    // The absolute difference: a clock that was set back must not lengthen the pause.
    if (Math.abs(now - this.#triedAt) < probeEveryMs) return this.#last;
    this.#triedAt = now;
    return undefined;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /**
   * @param failure - Why the call failed.
   * @param now - Milliseconds since the epoch.
   */
  failed(failure: Failure, now: number): void {
    this.#last = failure;
    this.#failures++;
    if (this.#failures === maxFailures) this.#triedAt = now;
  }
}
