/** Pauses after failed attempts; the last one repeats. */
const backOffMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** An attempt that ends this long after its deadline was frozen in between: its failure says nothing of the other side. */
const frozenAfterMs = 1_000;
/** Spreads the refreshes of many instances that started together. In whole milliseconds, as the clock is. */
const jitter = (milliseconds: number): number => Math.round(milliseconds * (0.9 + 0.2 * Math.random()));

/** How long a fetched value is used, and how long one attempt to fetch it may take. */
export interface RefreshLimits {
  readonly refreshAfterSeconds: number;
  readonly maxAgeSeconds: number;
  readonly timeoutMs: number;
}

/**
 * When a value is refreshed, and whether a request waits for that.
 *
 * Ages are measured on the wall clock by stamps: a frozen process loses timers. A stamp from the future (the clock was
 * set back) counts as old as it is far away.
 *
 * A refresh behind a request may never end, because a Lambda freezes, and a Worker cancels what its response leaves
 * behind. So past twice the soft age a request waits for one, unless the last attempt ended, and failed.
 */
export class RefreshSchedule {
  readonly #limits: RefreshLimits;
  readonly #clock: () => number;
  #softAgeMs: number;
  /** When the value in use was requested. */
  #loadedAt = Number.NEGATIVE_INFINITY;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #hasAttemptEnded = true;
  #pauseMs = 0;
  #failures = 0;

  /**
   * @param limits - Soft age, hard age and deadline.
   * @param clock - Milliseconds since the epoch.
   */
  constructor(limits: RefreshLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
    this.#softAgeMs = jitter(limits.refreshAfterSeconds * 1000);
  }

  /** Failed attempts since the last good one. */
  get failures(): number {
    return this.#failures;
  }

  get ageSeconds(): number {
    return Math.abs(this.#clock() - this.#loadedAt) / 1000;
  }

  /** Whether there is a value below its hard age. */
  get isUsable(): boolean {
    return this.ageSeconds < this.#limits.maxAgeSeconds;
  }

  /** How long no attempt is made, in milliseconds; counted from the start of the failed attempt. */
  get pauseLeftMs(): number {
    return this.#pauseLeftMs(this.#clock());
  }

  /**
   * @param now - Milliseconds since the epoch.
   * @param isUnderWay - Whether an attempt is under way and shows signs of life.
   * @returns `none`; `behind`, a refresh that the request does not wait for; `wait`, one that it waits for.
   */
  refreshAt(now: number, isUnderWay: () => boolean): 'none' | 'behind' | 'wait' {
    const ageMs = Math.abs(now - this.#loadedAt);
    if (ageMs >= this.#limits.maxAgeSeconds * 1000) return 'wait';
    if (ageMs < this.#softAgeMs || this.#pauseLeftMs(now) > 0) return 'none';
    const canEndBehind = this.#failures > 0 && (this.#hasAttemptEnded || isUnderWay());
    if (ageMs >= 2 * this.#softAgeMs && !canEndBehind) return 'wait';
    return isUnderWay() ? 'none' : 'behind';
  }

  /** A value of unknown age is used: it is due for its first refresh. */
  startAtSoftAge(): void {
    this.#loadedAt = this.#clock() - this.#softAgeMs;
  }

  /** @returns When the attempt began: its name for {@link succeed} and {@link fail}. */
  begin(): number {
    this.#attemptedAt = this.#clock();
    this.#hasAttemptEnded = false;
    return this.#attemptedAt;
  }

  /** Whether an attempt began after the value in use was requested; a frozen one may end behind a newer one. */
  isNewer(attemptedAt: number): boolean {
    return Math.abs(this.#clock() - attemptedAt) <= this.ageSeconds * 1000;
  }

  /** The value of an attempt is in use from now on. */
  succeed(attemptedAt: number): void {
    this.#loadedAt = attemptedAt;
    this.#hasAttemptEnded = true;
    this.#softAgeMs = jitter(this.#limits.refreshAfterSeconds * 1000);
    this.#failures = 0;
    this.#pauseMs = 0;
  }

  /**
   * An attempt failed: no other one is made during the pause. A failure that a freeze may have caused, or that a newer
   * attempt has overtaken, does not count.
   *
   * @returns Whether it counts.
   */
  fail(attemptedAt: number): boolean {
    const wasFrozen = Math.abs(this.#clock() - attemptedAt) > this.#limits.timeoutMs + frozenAfterMs;
    if (wasFrozen || attemptedAt !== this.#attemptedAt) return false;
    this.#hasAttemptEnded = true;
    this.#pauseMs = jitter(backOffMs[Math.min(this.#failures, backOffMs.length - 1)] ?? 0);
    this.#failures++;
    return true;
  }

  #pauseLeftMs(now: number): number {
    return Math.max(0, this.#pauseMs - Math.abs(now - this.#attemptedAt));
  }
}
