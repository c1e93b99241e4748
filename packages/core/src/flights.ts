/** Work under way, by key: whoever asks for it meanwhile shares it. */
export class Flights<T, Key = string> {
  readonly #flights = new Map<Key, Promise<T>>();

  /**
   * Joins the work under way under a key, or starts it.
   *
   * @param key - What makes the work the same.
   * @param start - Begins the work.
   * @returns What the work comes to; its failure is everybody's.
   */
  join(key: Key, start: () => Promise<T>): Promise<T> {
    let flight = this.#flights.get(key);
    if (flight === undefined) {
      flight = start().finally(() => this.#flights.delete(key));
      this.#flights.set(key, flight);
    }
    return flight;
  }
}
