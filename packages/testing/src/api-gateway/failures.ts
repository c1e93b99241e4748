const kept = 100;

/** Why requests got a 500: the latest, because a server under load for hours cannot keep them all. */
export class Failures {
  readonly #latest: Error[] = [];

  /** What went wrong, and what was thrown: its message stands in the failure's, because few look at a cause. */
  add(message: string, cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#latest.push(new Error(`${message} ${why}`, { cause }));
    if (this.#latest.length > kept) this.#latest.shift();
  }

  /** At most 100, the latest last. */
  get latest(): readonly Error[] {
    return this.#latest;
  }
}
