/** One offset of the injected clock with its period, in milliseconds since the epoch. */
export type Stretch = readonly [from: number, to: number];

interface Setting {
  readonly offset: number;
  /** Real time from which a server may use it: the driver has sent it. */
  readonly from: number;
  /** Real time until which a server may use it: the server has confirmed the next one. */
  to: number;
}

/** The servers' clock: real time plus an offset that jumps. Until a server confirms a jump, both offsets are correct. */
export class JumpingClock {
  readonly #settings: Setting[] = [{ offset: 0, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];

  get offset(): number {
    return this.#settings.at(-1)?.offset ?? 0;
  }

  /** The current time in milliseconds since the epoch. */
  readonly now = (): number => Date.now() + this.offset;

  /**
   * Changes the offset.
   *
   * @param milliseconds - The jump; negative for backwards.
   * @param tell - Sends the offset to every server; resolves when all servers use it.
   */
  async jump(milliseconds: number, tell: (offset: number) => Promise<unknown>): Promise<void> {
    const before = this.#settings.at(-1);
    const next = { offset: this.offset + milliseconds, from: Date.now(), to: Number.POSITIVE_INFINITY };
    this.#settings.push(next);
    await tell(next.offset);
    if (before !== undefined) before.to = Date.now();
    if (this.#settings.length > 50) this.#settings.shift();
  }

  /** The possible times of a server's clock between two moments of real time. */
  during(from: number, to: number): readonly Stretch[] {
    return this.#settings
      .filter((setting) => setting.from <= to && setting.to >= from)
      .map(({ offset, ...setting }) => [Math.max(from, setting.from) + offset, Math.min(to, setting.to) + offset]);
  }
}
