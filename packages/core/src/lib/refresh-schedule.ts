import { BackOff, jitter } from './back-off.ts';

/**
 * The process was frozen during an attempt that ends this long after its deadline, so its failure is no evidence of an
 * outage.
 */
const frozenAfterMs = 1_000;

/** How long a fetched value is used, and how long one attempt to fetch it may take. */
export interface RefreshLimits {
  readonly refreshAfterSeconds: number;
  readonly maxAgeSeconds: number;
  readonly timeoutMs: number;
}

/**
 * Decides when a value is refreshed, and whether a request waits for the refresh.
 *
 * Ages are differences of wall-clock times, because a frozen process loses timers. Where the clock was set back, an age
 * is the absolute difference.
 *
 * A refresh behind a request may never settle: a Lambda sandbox freezes, and a Worker cancels work that outlives its
 * response. So past twice the soft age a request waits for a refresh, unless the last attempt ended in failure.
 */
export class RefreshSchedule {
  readonly #limits: RefreshLimits;
  readonly #clock: () => number;
  readonly #backOff = new BackOff();
  #softAgeMs: number;
  /** When the value in use was requested. */
  #loadedAt = Number.NEGATIVE_INFINITY;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #hasAttemptEnded = true;

  /**
   * @param limits - Soft age, hard age and deadline.
   * @param clock - Milliseconds since the epoch.
   */
  constructor(limits: RefreshLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
    this.#softAgeMs = jitter(limits.refreshAfterSeconds * 1000);
  }

  /** Failed attempts since the last successful one. */
  get failures(): number {
    return this.#backOff.failures;
  }

  /** Age of the value in use; infinite while there is none. */
  get ageSeconds(): number {
    return Math.abs(this.#clock() - this.#loadedAt) / 1000;
  }

  /** Whether there is a value below its hard age. */
  get isUsable(): boolean {
    return this.ageSeconds < this.#limits.maxAgeSeconds;
  }

  /** How long no attempt is made, in milliseconds; measured from the start of the failed attempt. */
  get pauseLeftMs(): number {
    return this.#pauseLeftMs(this.#clock());
  }

  /**
   * @param now - Milliseconds since the epoch.
   * @param isUnderWay - Whether an attempt is under way and not abandoned.
   * @returns `none`; `behind`, a refresh that the request does not wait for; `wait`, a refresh that it waits for.
   */
  refreshAt(now: number, isUnderWay: () => boolean): 'none' | 'behind' | 'wait' {
    const ageMs = Math.abs(now - this.#loadedAt);
    if (ageMs >= this.#limits.maxAgeSeconds * 1000) return 'wait';
    if (ageMs < this.#softAgeMs || this.#pauseLeftMs(now) > 0) return 'none';
    const canEndBehind = this.failures > 0 && (this.#hasAttemptEnded || isUnderWay());
    if (ageMs >= 2 * this.#softAgeMs && !canEndBehind) return 'wait';
    return isUnderWay() ? 'none' : 'behind';
  }

  /** Sets the age of a value of unknown age to the soft age, so that its first refresh is due. */
  startAtSoftAge(): void {
    this.#loadedAt = this.#clock() - this.#softAgeMs;
  }

  /** @returns When the attempt began, to pass to {@link succeed} or {@link fail}. */
  begin(): number {
    this.#attemptedAt = this.#clock();
    this.#hasAttemptEnded = false;
    return this.#attemptedAt;
  }

  /** Whether an attempt began after the value in use was requested: a frozen attempt may end after a newer one. */
  isNewer(attemptedAt: number): boolean {
    return Math.abs(this.#clock() - attemptedAt) <= this.ageSeconds * 1000;
  }

  /** Records that the value of an attempt is in use. */
  succeed(attemptedAt: number): void {
    this.#loadedAt = attemptedAt;
    this.#hasAttemptEnded = true;
    this.#softAgeMs = jitter(this.#limits.refreshAfterSeconds * 1000);
    this.#backOff.reset();
  }

  /**
   * Records a failed attempt, which starts a pause. It does not count where a freeze may have caused it, or where a newer
   * attempt has begun.
   *
   * @returns Whether it counts.
   */
  fail(attemptedAt: number): boolean {
    const wasFrozen = Math.abs(this.#clock() - attemptedAt) > this.#limits.timeoutMs + frozenAfterMs;
    if (wasFrozen || attemptedAt !== this.#attemptedAt) return false;
    this.#hasAttemptEnded = true;
    this.#backOff.lengthen();
    return true;
  }

  #pauseLeftMs(now: number): number {
    return this.#backOff.leftMs(Math.abs(now - this.#attemptedAt));
  }
}
