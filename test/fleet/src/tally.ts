import { hour } from './world.ts';

/** Counts events per second. */
class Histogram {
  readonly #seconds = new Uint32Array(hour.end + 1);

  add(second: number, count = 1): void {
    const slot = Math.min(hour.end, Math.floor(second));
    this.#seconds[slot] = (this.#seconds[slot] ?? 0) + count;
  }

  /** The maximum in one second. */
  peak(from = 0, to: number = hour.end): number {
    return this.#seconds.subarray(from, to).reduce((most, count) => Math.max(most, count), 0);
  }

  total(from = 0, to: number = hour.end): number {
    return this.#seconds.subarray(from, to).reduce((sum, count) => sum + count, 0);
  }
}

/** Counts of a whole fleet in the hour. */
export class Tally {
  readonly requests = new Histogram();
  readonly keyFetches = new Histogram();
  readonly questions = new Histogram();
  readonly itemsRead = new Histogram();
  /** The longest time that a revoked token was still accepted, in seconds. */
  revocationStaleSeconds = 0;
  /** The longest time that a token of the withdrawn key was still accepted, in seconds. */
  keyStaleSeconds = 0;
  /** Refused valid tokens: must be 0. */
  wrongRefusals = 0;
}
