import { BackOff } from './back-off.ts';
import { type ExchangeFailure, retryAfter } from './credential-error.ts';
import type { HeldCredentials } from './credentials.ts';

/** The AWS SDK refreshes credentials at the same time before their expiration. */
const refreshBeforeMs = 5 * 60_000;
/** Minimum remaining lifetime of returned credentials, so that they do not expire during the request. */
const usableMs = 60_000;

/** A failed fetch. */
interface SlotFailure {
  readonly error: ExchangeFailure;
  /** `jti` of the token that AWS refused; undefined for failures that no token caused. */
  readonly tokenId: string | undefined;
}

/**
 * The cached credentials of one identity in one role: the first request fetches them, later requests refresh them in the
 * background. After a failed fetch, the back-off allows one call per pause, so that a throttled service gets one call per
 * pause and user instead of one per request.
 *
 * After the exchange evicts a slot, only the requests that already hold it use the credentials that they fetch.
 */
export class Slot {
  /** The user's `sub`, for `forget`; undefined for guests and unverified logins. */
  readonly subject: string | undefined;
  readonly #backOff = new BackOff<SlotFailure>();
  #held: HeldCredentials | undefined;

  constructor(subject: string | undefined) {
    this.subject = subject;
  }

  /** The identity of the latest credentials. */
  get identityId(): string | undefined {
    return this.#held?.identityId;
  }

  /**
   * @param now - Milliseconds since the epoch.
   * @param tokenId - `jti` of the login's token.
   * @param refresh - Fetches credentials and calls {@link Slot.keep} or {@link Slot.fail}; concurrent calls share one fetch.
   * @returns Credentials that are valid for more than a minute: cached ones as a value, new ones as a promise.
   * @throws The last failure, during its pause and without usable credentials in the cache.
   */
  get(
    now: number,
    tokenId: string | undefined,
    refresh: () => Promise<HeldCredentials>,
  ): HeldCredentials | Promise<HeldCredentials> {
    const held = this.#held;
    const leftMs = held === undefined ? 0 : held.expiresAt - now;
    if (held !== undefined && leftMs > refreshBeforeMs) return held;
    const failure = this.#failureAt(now, tokenId);
    if (held === undefined || leftMs <= usableMs) {
      if (failure !== undefined) throw failure.error;
      return refresh();
    }
    // A background refresh. If it fails, the cached credentials stay usable until their last minute.
    if (failure === undefined) refresh().catch(() => undefined);
    return held;
  }

  /** Caches credentials, unless a concurrent fetch has cached newer ones. */
  keep(held: HeldCredentials): void {
    this.#backOff.succeed();
    if (this.#held === undefined || held.expiresAt >= this.#held.expiresAt) this.#held = held;
  }

  /** @returns The error to throw, with the pause as `Retry-After`. */
  fail(now: number, error: ExchangeFailure, tokenId: string | undefined): ExchangeFailure {
    const isRefusal = error.status === 401 || error.status === 403;
    // AWS now refuses this user. An expired token is no refusal of the user's next token.
    if (isRefusal && error.code !== 'token_expired') this.#held = undefined;
    const failureOf = (seconds: number): SlotFailure => ({
      error: retryAfter(error, seconds),
      tokenId: isRefusal ? tokenId : undefined,
    });
    return this.#backOff.fail(now, failureOf).error;
  }

  #failureAt(now: number, tokenId: string | undefined): SlotFailure | undefined {
    const failure = this.#backOff.failureAt(now);
    return failure?.tokenId === undefined || failure.tokenId === tokenId ? failure : undefined;
  }
}
