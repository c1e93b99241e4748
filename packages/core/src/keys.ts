import { AuthError } from './errors.ts';
import type { Emitter } from './events.ts';
import { type JsonWebKeySet, parseKeySet, type VerificationKey } from './jwks.ts';
import { type KeyFailure, KeyFailureError } from './key-failure.ts';
import { type FetchFunction, fetchKeySet } from './key-fetch.ts';

/** How a pool's keys are had and how long they are trusted; every value resolved. */
export interface KeySettings {
  readonly fetch: FetchFunction;
  readonly timeoutMs: number;
  readonly refreshAfterSeconds: number;
  readonly maxAgeSeconds: number;
  readonly preload: JsonWebKeySet | undefined;
}

/** One pool's keys, for operators. */
export interface KeySetStats {
  /** Keys in use. */
  readonly keys: number;
  /** Counts the sets that were put in use, a preloaded one included. */
  readonly generation: number;
  /** Seconds since the set in use was asked for; undefined while there is none. */
  readonly ageSeconds: number | undefined;
  /** Requests sent to the keys endpoint. */
  readonly fetches: number;
  /** Failed attempts since the last good one. */
  readonly failures: number;
}

/** An unknown kid is no reason to fetch again this soon after a good fetch. */
const unknownKidPauseMs = 5_000;
/** Pauses after failed attempts; the last one repeats. */
const backOffMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** Spreads refreshes of many instances that started together. */
const jitter = (value: number): number => value * (0.9 + 0.2 * Math.random());

/**
 * One pool's key set: fetched once for all who wait, refreshed behind requests, kept through outages.
 *
 * Ages are measured on the wall clock by stamps, never by timers: a frozen Lambda loses timers. A stamp from the future
 * (the clock was set back) counts as old as it is far away.
 */
export class KeySet {
  readonly #userPoolId: string;
  readonly #urls: readonly string[];
  readonly #settings: KeySettings;
  readonly #clock: () => number;
  readonly #emitter: Emitter;
  #keys: ReadonlyMap<string, VerificationKey> = new Map();
  #generation = 0;
  #fetches = 0;
  #failures = 0;
  /** When the set in use was asked for, or preloaded. */
  #setAt = Number.NEGATIVE_INFINITY;
  /** When the last good fetch began. */
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #pauseMs = 0;
  #lastFailure: KeyFailure | undefined;
  #softAgeMs: number;
  #flight: Promise<KeyFailure | undefined> | undefined;

  constructor(
    userPoolId: string,
    urls: readonly string[],
    settings: KeySettings,
    clock: () => number,
    emitter: Emitter,
  ) {
    this.#userPoolId = userPoolId;
    this.#urls = urls;
    this.#settings = settings;
    this.#clock = clock;
    this.#emitter = emitter;
    this.#softAgeMs = jitter(settings.refreshAfterSeconds * 1000);
    if (settings.preload !== undefined) {
      this.#keys = parseKeySet(settings.preload).keys;
      this.#generation = 1;
      this.#setAt = clock();
    }
  }

  /**
   * Finds a key without waiting. Past its soft age, the set is refreshed behind the request.
   *
   * @param kid - From a token's header.
   * @param now - Milliseconds since the epoch, where the caller has asked the clock already.
   * @returns The key, or undefined: not in the set, or the set is too old to be trusted.
   */
  lookup(kid: string, now: number = this.#clock()): VerificationKey | undefined {
    const key = this.#keys.get(kid);
    if (key === undefined) return undefined;
    const age = Math.abs(now - this.#setAt);
    if (age >= this.#settings.maxAgeSeconds * 1000) return undefined;
    if (age >= this.#softAgeMs && this.#pauseLeftMs(now) === 0) void this.#refresh();
    return key;
  }

  /**
   * Finds a key, and waits for one refresh where the set does not hold it.
   *
   * @param kid - From a token's header.
   * @returns The key.
   * @throws {@link AuthError} `unknown_key` where the pool does not publish it, `keys_unavailable` where that cannot be
   * told.
   */
  async find(kid: string): Promise<VerificationKey> {
    const known = this.lookup(kid);
    if (known !== undefined) return known;
    if (this.#isUsable() && Math.abs(this.#clock() - this.#fetchedAt) < unknownKidPauseMs) {
      throw new AuthError('unknown_key');
    }
    await this.#refreshOrThrow();
    const key = this.#keys.get(kid);
    if (key === undefined) throw new AuthError('unknown_key');
    return key;
  }

  /**
   * Resolves when there are usable keys.
   *
   * @throws {@link AuthError} `keys_unavailable`.
   */
  async ready(): Promise<void> {
    if (!this.#isUsable()) await this.#refreshOrThrow();
  }

  /** @returns Counters and ages, as they are now. */
  stats(): KeySetStats {
    return Object.freeze({
      keys: this.#keys.size,
      generation: this.#generation,
      ageSeconds: this.#generation === 0 ? undefined : this.#ageSeconds(),
      fetches: this.#fetches,
      failures: this.#failures,
    });
  }

  #ageSeconds(): number {
    return Math.abs(this.#clock() - this.#setAt) / 1000;
  }

  #isUsable(): boolean {
    return this.#ageSeconds() < this.#settings.maxAgeSeconds;
  }

  /** Counted from the start of the failed attempt, so that a slow failure does not lengthen the pause. */
  #pauseLeftMs(now: number): number {
    return Math.max(0, this.#pauseMs - Math.abs(now - this.#attemptedAt));
  }

  async #refreshOrThrow(): Promise<void> {
    const pausing = this.#flight === undefined && this.#pauseLeftMs(this.#clock()) > 0;
    const failure = pausing ? this.#lastFailure : await this.#refresh();
    if (failure === undefined) return;
    throw new AuthError('keys_unavailable', {
      retryAfterSeconds: Math.max(1, Math.ceil(this.#pauseLeftMs(this.#clock()) / 1000)),
      cause: new KeyFailureError(failure),
    });
  }

  /** Joins the attempt under way, or starts one. Never rejects. */
  #refresh(): Promise<KeyFailure | undefined> {
    this.#flight ??= this.#attempt().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #attempt(): Promise<KeyFailure | undefined> {
    const userPoolId = this.#userPoolId;
    const startedAt = this.#clock();
    this.#attemptedAt = startedAt;
    this.#fetches++;
    try {
      const document = await fetchKeySet(this.#urls, this.#settings.fetch, this.#settings.timeoutMs);
      const { keys, skipped, holdsPrivateKey } = parseKeySet(document, this.#keys);
      if (holdsPrivateKey) {
        this.#emitter.emit({ type: 'keys_failed', userPoolId, reason: 'private_key', retryAfterSeconds: 0 });
      }
      if (keys.size === 0) throw new KeyFailureError('no_usable_key');
      this.#keys = keys;
      this.#generation++;
      this.#setAt = startedAt;
      this.#fetchedAt = startedAt;
      this.#softAgeMs = jitter(this.#settings.refreshAfterSeconds * 1000);
      this.#failures = 0;
      this.#pauseMs = 0;
      this.#lastFailure = undefined;
      this.#emitter.emit({
        type: 'keys_refreshed',
        userPoolId,
        generation: this.#generation,
        keys: keys.size,
        skipped,
      });
      return undefined;
    } catch (error) {
      const reason = error instanceof KeyFailureError ? error.reason : 'network';
      this.#pauseMs = jitter(backOffMs[Math.min(this.#failures, backOffMs.length - 1)] ?? 0);
      this.#failures++;
      this.#lastFailure = reason;
      const retryAfterSeconds = Math.ceil(this.#pauseLeftMs(this.#clock()) / 1000);
      this.#emitter.emit({ type: 'keys_failed', userPoolId, reason, retryAfterSeconds });
      if (this.#isUsable()) {
        const ageSeconds = this.#ageSeconds();
        const secondsLeft = this.#settings.maxAgeSeconds - ageSeconds;
        this.#emitter.emit({ type: 'keys_stale', userPoolId, ageSeconds, secondsLeft });
      }
      return reason;
    }
  }
}
