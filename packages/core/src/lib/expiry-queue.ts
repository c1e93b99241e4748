/** A name and the time of its expiry. */
export interface Expiry {
  readonly name: string;
  readonly endsAt: number;
}

/** Priority queue of names by expiry, earliest first: a binary heap. `add` and `shift` take O(log n). */
export class ExpiryQueue {
  readonly #heap: Expiry[] = [];

  /** The entry that expires first. */
  get first(): Expiry | undefined {
    return this.#heap[0];
  }

  add(expiry: Expiry): void {
    let index = this.#heap.push(expiry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapUnordered(parent, index)) return;
      index = parent;
    }
  }

  /** Removes the entry that expires first. */
  shift(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const child = this.#isBefore(right, left) ? right : left;
      if (!this.#swapUnordered(index, child)) return;
      index = child;
    }
  }

  #isBefore(index: number, other: number): boolean {
    const [one, two] = [this.#heap[index], this.#heap[other]];
    return one !== undefined && two !== undefined && one.endsAt < two.endsAt;
  }

  /** @returns Whether the child expires before its parent, so that the two were swapped. */
  #swapUnordered(parent: number, child: number): boolean {
    const [above, below] = [this.#heap[parent], this.#heap[child]];
    if (above === undefined || below === undefined || above.endsAt <= below.endsAt) return false;
    this.#heap[parent] = below;
    this.#heap[child] = above;
    return true;
  }
}
