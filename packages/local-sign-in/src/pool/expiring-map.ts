import { LRUCache } from 'lru-cache';

/** Entries with the time of their end, in milliseconds since the epoch. */
export type Entries<Value> = readonly (readonly [key: string, value: Value, expiresAt: number])[];

/** Entries that expire; at most `max` of them, the least recently used being evicted. */
export class ExpiringMap<Value extends object> {
  readonly #entries: LRUCache<string, Value>;
  readonly #clock: () => number;

  /** @param seconds - Life of an entry, where {@link ExpiringMap.set} names no other. */
  constructor(clock: () => number, max: number, seconds: number) {
    this.#clock = clock;
    this.#entries = new LRUCache({ max, ttl: seconds * 1000, ttlResolution: 0, perf: { now: clock } });
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key);
  }

  /** Removes the entry and returns it: what is used once is taken. */
  take(key: string): Value | undefined {
    const value = this.#entries.get(key);
    this.#entries.delete(key);
    return value;
  }

  set(key: string, value: Value, seconds?: number): void {
    this.#entries.set(key, value, seconds === undefined ? {} : { ttl: seconds * 1000 });
  }

  /** Replaces the value of an entry that is there; its end stays. */
  replace(key: string, value: Value): void {
    if (this.#entries.has(key)) this.#entries.set(key, value, { noUpdateTTL: true });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Entries that have not expired. */
  *entries(): Generator<readonly [string, Value]> {
    for (const [key, value] of this.#entries.entries()) if (this.#entries.has(key)) yield [key, value];
  }

  /** The entries, as {@link ExpiringMap.restore} takes them. */
  state(): Entries<Value> {
    const now = this.#clock();
    return [...this.entries()].map(([key, value]) => [key, value, now + this.#entries.getRemainingTTL(key)] as const);
  }

  /** Replaces every entry. */
  restore(entries: Entries<Value>): void {
    this.#entries.clear();
    const now = this.#clock();
    // The most recently used entry is the first of a state.
    for (const [key, value, expiresAt] of entries.toReversed()) {
      if (expiresAt > now) this.set(key, value, (expiresAt - now) / 1000);
    }
  }
}
