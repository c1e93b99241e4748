/** A stretch of the injected clock, in milliseconds since the epoch. */
export type Stretch = readonly [from: number, to: number];

interface Setting {
  readonly offset: number;
  /** Real time from which a server may go by it: when it was told. */
  readonly from: number;
  /** Real time until which a server may go by it: when it has said that it goes by the next one. */
  to: number;
}

/** What the servers' clocks show: real time and an offset that jumps. Between word and answer both offsets are right. */
export class JumpingClock {
  readonly #settings: Setting[] = [{ offset: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];

  get offset(): number {
    return this.#settings.at(-1)?.offset ?? 0;
  }

  /** Now, in milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.offset;

  /**
   * Jumps.
   *
   * @param milliseconds - Negative: backwards.
   * @param tell - Tells every server, and resolves when all of them go by the new offset.
   */
  async jump(milliseconds: number, tell: (offset: number) => Promise<unknown>): Promise<void> {
    const before = this.#settings.at(-1);
    const next = { offset: this.offset + milliseconds, from: Date.now(), to: Number.POSITIVE_INFINITY };
    this.#settings.push(next);
    await tell(next.offset);
    if (before !== undefined) before.to = Date.now();
    if (this.#settings.length > 50) this.#settings.shift();
  }

  /** What a server's clock may have shown between two moments of real time. */
  during(from: number, to: number): readonly Stretch[] {
    return this.#settings
      .filter((setting) => setting.from <= to && setting.to >= from)
      .map(({ offset, ...setting }) => [Math.max(from, setting.from) + offset, Math.min(to, setting.to) + offset]);
  }
}
