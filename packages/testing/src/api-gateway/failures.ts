const kept = 100;

/** Why requests got a 500: the latest, because a server under load for hours cannot keep them all. */
export class Failures {
  readonly #latest: Error[] = [];

  add(message: string, cause: unknown): void {
    this.#latest.push(new Error(message, { cause }));
    if (this.#latest.length > kept) this.#latest.shift();
  }

  /** At most 100, the latest last. */
  get latest(): readonly Error[] {
    return this.#latest;
  }
}
