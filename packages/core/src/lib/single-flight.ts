import { withDeadline } from './deadline.ts';

/** A flight without a heartbeat for this long is lost: its process was frozen, or its request was cancelled. */
const leaseMs = 750;

interface Flight<T> {
  readonly outcome: Promise<T>;
  /** The last heartbeat; milliseconds since the epoch. */
  aliveAt: number;
  /** The result of the flight that replaced this one. A value, because promises of a cancelled request never settle. */
  replacement: { readonly value: T } | undefined;
}

/**
 * Single flight: concurrent callers under one key share one promise, rejection included.
 *
 * A caller that joins waits on its own timer. Runtimes cancel the work of a request when its response is sent, and its
 * promise then never settles. So a flight without a heartbeat is abandoned, and the next caller starts another.
 */
export class SingleFlight<T, Key = string> {
  readonly #flights = new Map<Key, Flight<T>>();
  readonly #clock: () => number;

  /** @param clock - Milliseconds since the epoch. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * Starts the work under a key, or joins the flight under way.
   *
   * @param key - Callers under one key share one flight.
   * @param timeoutMs - How long a caller that joins waits in total, in milliseconds.
   * @param work - Has a deadline of its own, and calls its argument several times a second while it is under way: the
   * `onTick` of {@link withDeadline}.
   * @returns What the work returns.
   * @throws What the work throws; {@link DeadlineError} where a caller that joined has waited for `timeoutMs`.
   */
  async run(key: Key, timeoutMs: number, work: (onTick: () => void) => Promise<T>): Promise<T> {
    const flight = this.#flights.get(key);
    if (flight === undefined || !this.#isAlive(flight)) return this.#start(key, work);
    const startedAt = performance.now();
    let stopWaiting = (): void => {};
    const isLost = new Promise<undefined>((resolve) => {
      stopWaiting = () => resolve(undefined);
    });
    const landed = await withDeadline(
      timeoutMs,
      () => Promise.race([flight.outcome.then((value) => ({ value })), isLost]),
      () => {
        if (flight.replacement !== undefined || !this.isUnderWay(key)) stopWaiting();
      },
    );
    const result = landed ?? flight.replacement;
    if (result !== undefined) return result.value;
    return this.run(key, Math.max(1, timeoutMs - (performance.now() - startedAt)), work);
  }

  /** Whether a flight under this key is under way and not lost. */
  isUnderWay(key: Key): boolean {
    const flight = this.#flights.get(key);
    return flight !== undefined && this.#isAlive(flight);
  }

  #isAlive({ aliveAt }: Flight<T>): boolean {
    return Math.abs(this.#clock() - aliveAt) < leaseMs;
  }

  #start(key: Key, work: (onTick: () => void) => Promise<T>): Promise<T> {
    const lost = this.#flights.get(key);
    const flight: Flight<T> = {
      aliveAt: this.#clock(),
      outcome: work(() => {
        flight.aliveAt = this.#clock();
      }),
      replacement: undefined,
    };
    this.#flights.set(key, flight);
    const land = (): void => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    flight.outcome.then((value) => {
      if (lost !== undefined) lost.replacement = { value };
      land();
    }, land);
    this.#dropLost();
    return flight.outcome;
  }

  /** Deletes lost flights, oldest first, so that flights that never settle do not accumulate. */
  #dropLost(): void {
    for (const [key, flight] of this.#flights) {
      if (this.#isAlive(flight)) return;
      this.#flights.delete(key);
    }
  }
}
