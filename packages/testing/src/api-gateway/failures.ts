const kept = 100;

/** The reasons of answers with 500: only the latest, to bound memory in long runs. */
export class Failures {
  readonly #latest: Error[] = [];

  /** Adds a failure. Its message ends with the message of the thrown value. */
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
