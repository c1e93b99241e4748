interface Entry<V> {
  readonly key: string;
  readonly value: V;
  readonly weight: number;
  /** Used just before this one. */
  older: Entry<V> | undefined;
  /** Used just after this one. */
  newer: Entry<V> | undefined;
}

/** LRU map bounded by entries and weight; evicts the least recently used entry. */
export class LruMap<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #maxEntries: number;
  readonly #maxWeight: number;
  #weight = 0;
  #oldest: Entry<V> | undefined;
  #newest: Entry<V> | undefined;

  constructor(maxEntries: number, maxWeight: number = Number.POSITIVE_INFINITY) {
    this.#maxEntries = maxEntries;
    this.#maxWeight = maxWeight;
  }

  /** The value, which becomes the most recently used. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry !== this.#newest) {
      this.#unlink(entry);
      this.#link(entry);
    }
    return entry.value;
  }

  /**
   * Stores a value, and evicts others to make room. It does not store a value that is heavier than the whole map may
   * be.
   */
  set(key: string, value: V, weight = 0): void {
    this.delete(key);
    if (weight > this.#maxWeight) return;
    const entry: Entry<V> = { key, value, weight, older: undefined, newer: undefined };
    this.#entries.set(key, entry);
    this.#weight += weight;
    this.#link(entry);
    while (this.#entries.size > this.#maxEntries || this.#weight > this.#maxWeight) {
      this.delete((this.#oldest ?? entry).key);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#weight -= entry.weight;
    this.#unlink(entry);
  }

  /** @returns The values, in no particular order. */
  values(): readonly V[] {
    return Array.from(this.#entries.values(), ({ value }) => value);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The sum of the weights. */
  get weight(): number {
    return this.#weight;
  }

  #link(entry: Entry<V>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink({ older, newer }: Entry<V>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
