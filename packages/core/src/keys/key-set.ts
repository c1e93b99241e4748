import { nextTurn } from '#runtime';
import { AuthError } from '../errors/auth-error.ts';
import { KeyFailureError } from '../errors/key-failure.ts';
import { refusal } from '../errors/refusal.ts';
import type { Emitter } from '../events.ts';
import type { Get } from '../lib/http-get.ts';
import { type RefreshLimits, RefreshSchedule } from '../lib/refresh-schedule.ts';
import { SingleFlight } from '../lib/single-flight.ts';
import { handOver, type WaitUntil } from '../lib/wait-until.ts';
import { fetchKeySet } from './fetch.ts';
import { parseKeySet, type VerificationKey, type VerificationKeys } from './jwks.ts';
import { KeySetEvents, type KeySetStats } from './key-set-report.ts';

/** Resolved key options. */
export interface KeySettings extends RefreshLimits {
  readonly get: Get;
  readonly preload: VerificationKeys | undefined;
}

const tooSoon = 'The key set has no key with this kid, and was fetched less than 5 seconds ago.';
/** An unknown kid triggers no fetch this soon after a successful one. */
const unknownKidPauseMs = 5_000;

/** One pool's key set: fetched in single flight, refreshed behind requests, used through outages until its hard age. */
export class KeySet {
  readonly #urls: readonly [string, ...string[]];
  readonly #settings: KeySettings;
  readonly #clock: () => number;
  readonly #events: KeySetEvents;
  readonly #schedule: RefreshSchedule;
  readonly #flights: SingleFlight<KeyFailureError | undefined>;
  #keys: VerificationKeys = new Map();
  #generation = 0;
  #fetches = 0;
  /** When the last successful fetch began. */
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #lastFailure: KeyFailureError | undefined;

  constructor(
    userPoolId: string,
    urls: readonly [string, ...string[]],
    settings: KeySettings,
    clock: () => number,
    emitter: Emitter,
  ) {
    this.#urls = urls;
    this.#settings = settings;
    this.#clock = clock;
    this.#events = new KeySetEvents(userPoolId, settings.maxAgeSeconds, emitter);
    this.#schedule = new RefreshSchedule(settings, clock);
    this.#flights = new SingleFlight(clock);
    if (settings.preload !== undefined) {
      this.#keys = settings.preload;
      this.#generation = 1;
      // A key may have been withdrawn since the set was written.
      this.#schedule.startAtSoftAge();
    }
  }

  /**
   * Returns a key without waiting. Past its soft age, the set is refreshed behind the request.
   *
   * @param kid - From a token's header.
   * @param now - Milliseconds since the epoch.
   * @param waitUntil - Receives a refresh that this call starts.
   * @returns The key; undefined where the set does not hold it, or needs a refresh first. Then call {@link find}.
   */
  lookup(kid: string, now: number, waitUntil: WaitUntil | undefined): VerificationKey | undefined {
    const key = this.#keys.get(kid);
    if (key === undefined) return undefined;
    const refresh = this.#schedule.refreshAt(now, this.#isUnderWay);
    if (refresh === 'wait') return undefined;
    if (refresh === 'behind') handOver(this.#refresh(), waitUntil);
    return key;
  }

  /**
   * Returns a key after at most one refresh, where {@link lookup} does not find it.
   *
   * @param kid - From a token's header.
   * @param waitUntil - Receives a refresh that this call starts and does not wait for.
   * @returns The key.
   * @throws {@link AuthError} `unknown_key` where the pool does not publish it; `keys_unavailable` where the fetch
   *   failed.
   */
  async find(kid: string, waitUntil: WaitUntil | undefined): Promise<VerificationKey> {
    const now = this.#clock();
    const known = this.lookup(kid, now, waitUntil);
    if (known !== undefined) return known;
    const isFresh = Math.abs(now - this.#fetchedAt) < unknownKidPauseMs && this.#schedule.isUsable;
    if (isFresh && this.#schedule.failures === 0 && !this.#keys.has(kid)) {
      throw refusal('unknown_key', tooSoon);
    }
    const failure = await this.#refreshUnlessPausing();
    const key = this.#keys.get(kid);
    if (failure !== undefined && !(key !== undefined && this.#schedule.isUsable)) throw this.#unavailable(failure);
    if (key === undefined) throw new AuthError('unknown_key');
    return key;
  }

  /**
   * Resolves when the set has usable keys.
   *
   * @throws {@link AuthError} `keys_unavailable`.
   */
  async ready(): Promise<void> {
    if (this.#schedule.isUsable) return;
    const failure = await this.#refreshUnlessPausing();
    if (failure !== undefined) throw this.#unavailable(failure);
  }

  /**
   * Removes a key that the runtime failed to import. The next refresh tries it again.
   *
   * @param key - From this set.
   * @returns The error to throw: `keys_unavailable`.
   */
  discard(key: VerificationKey): AuthError {
    const failure = new KeyFailureError('key_import');
    if (this.#keys.get(key.kid) === key) {
      this.#keys = new Map([...this.#keys].filter(([, one]) => one !== key));
      this.#recordFailure(failure, this.#schedule.begin());
    }
    return this.#unavailable(failure);
  }

  /** @returns A snapshot of counters and ages. */
  stats(): KeySetStats {
    return Object.freeze({
      keys: this.#keys.size,
      generation: this.#generation,
      ageSeconds: this.#generation === 0 ? undefined : this.#schedule.ageSeconds,
      fetches: this.#fetches,
      failures: this.#schedule.failures,
    });
  }

  readonly #isUnderWay = (): boolean => this.#flights.isUnderWay('keys');

  #unavailable(cause: KeyFailureError): AuthError {
    const retryAfterSeconds = Math.max(1, Math.ceil(this.#schedule.pauseLeftMs / 1000));
    return new AuthError('keys_unavailable', { retryAfterSeconds, cause });
  }

  async #refreshUnlessPausing(): Promise<KeyFailureError | undefined> {
    const isPausing = this.#schedule.pauseLeftMs > 0 && !this.#isUnderWay();
    return isPausing ? this.#lastFailure : this.#refresh();
  }

  /** Joins the attempt under way, or starts one. Never rejects. */
  async #refresh(): Promise<KeyFailureError | undefined> {
    try {
      return await this.#flights.run('keys', this.#settings.timeoutMs, (onTick) => this.#attempt(onTick));
    } catch {
      return new KeyFailureError('timeout');
    }
  }

  async #attempt(onTick: () => void): Promise<KeyFailureError | undefined> {
    const { get, timeoutMs } = this.#settings;
    const startedAt = this.#schedule.begin();
    this.#fetches++;
    try {
      // A refresh behind a request must not delay its response, for example by loading the network client.
      await nextTurn();
      const document = await fetchKeySet(this.#urls, get, timeoutMs, onTick);
      if (this.#schedule.isNewer(startedAt)) this.#putInUse(document, startedAt);
      return undefined;
    } catch (error) {
      const failure = error instanceof KeyFailureError ? error : KeyFailureError.ofNetwork(error);
      this.#recordFailure(failure, startedAt);
      return failure;
    }
  }

  /** @throws {@link KeyFailureError} where the document holds no usable key. */
  #putInUse(document: unknown, requestedAt: number): void {
    const { keys, skipped, holdsPrivateKey } = parseKeySet(document, this.#keys);
    if (holdsPrivateKey) this.#events.privateKey();
    if (keys.size === 0) throw new KeyFailureError('no_usable_key');
    this.#keys = keys;
    this.#generation++;
    this.#fetchedAt = requestedAt;
    this.#lastFailure = undefined;
    this.#schedule.succeed(requestedAt);
    this.#events.refreshed(this.#generation, keys.size, skipped);
  }

  #recordFailure(failure: KeyFailureError, attemptedAt: number): void {
    if (!this.#schedule.fail(attemptedAt)) return;
    this.#lastFailure = failure;
    this.#events.failed(failure, this.#schedule);
  }
}
