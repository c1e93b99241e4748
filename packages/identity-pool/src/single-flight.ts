import { withDeadline } from '@cognito-guard/core/revocation';

/**
 * Calls under way, by key, shared by concurrent requests. Each request waits on a timer of its own, and a call that is
 * older than its deadline by the wall clock is abandoned: its runtime may have frozen or cancelled whatever started it.
 */
export class SingleFlight<T, Key = string> {
  readonly #flights = new Map<Key, { readonly promise: Promise<T>; readonly startedAt: number }>();
  readonly #deadlineMs: number;
  readonly #clock: () => number;

  constructor(deadlineMs: number, clock: () => number) {
    this.#deadlineMs = deadlineMs;
    this.#clock = clock;
  }

  /**
   * Joins the call under way under a key, or starts one.
   *
   * @throws `DeadlineError`, or what the call rejects with; concurrent requests share the rejection.
   */
  join(key: Key, start: () => Promise<T>): Promise<T> {
    const now = this.#clock();
    let flight = this.#flights.get(key);
    const ageMs = flight === undefined ? -1 : now - flight.startedAt;
    if (flight === undefined || ageMs < 0 || ageMs >= this.#deadlineMs) {
      const started = { promise: start(), startedAt: now };
      this.#flights.set(key, started);
      const clear = (): void => {
        if (this.#flights.get(key) === started) this.#flights.delete(key);
      };
      started.promise.then(clear, clear);
      flight = started;
    }
    const { promise } = flight;
    return withDeadline(this.#deadlineMs, () => promise);
  }
}
