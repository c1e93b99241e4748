import { BackOff } from './back-off.ts';
import { type ExchangeFailure, retryAfter } from './credential-error.ts';
import type { HeldCredentials } from './credentials.ts';

/** The SDK asks anew from here on, too. */
const refreshBeforeMs = 5 * 60_000;
/** A request takes a while: credentials that end sooner are not handed out while new ones can be had. */
const usableMs = 60_000;

/** What a slot remembers of a failed fetch. */
interface SlotFailure {
  readonly error: ExchangeFailure;
  /** `jti` of the token that AWS refused; undefined where the failure is no token's. */
  readonly tokenId: string | undefined;
}

/**
 * One identity's credentials in one role: fetched by the first request, refreshed behind later ones. A failed fetch is
 * remembered for its back-off, so that a throttled identity service gets one call per pause and user, not one per request.
 *
 * A slot that its exchange has dropped ends with the requests that still hold it: no other request gets what they fetch.
 */
export class Slot {
  /** `sub`, for forgetting; undefined for guests and unverified logins. */
  readonly subject: string | undefined;
  readonly #backOff = new BackOff<SlotFailure>();
  #held: HeldCredentials | undefined;

  constructor(subject: string | undefined) {
    this.subject = subject;
  }

  /** The identity of the last credentials. */
  get identityId(): string | undefined {
    return this.#held?.identityId;
  }

  /**
   * @param now - Milliseconds since the epoch.
   * @param tokenId - `jti` of the login's token.
   * @param refresh - Fetches credentials and ends in {@link Slot.keep} or {@link Slot.fail}; concurrent calls share one.
   * @returns Credentials with more than a minute to live: kept ones at once, new ones as a promise.
   * @throws The remembered failure, where its pause lasts and nothing usable is kept.
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
    // Behind the request: a failure is remembered, and the kept credentials stay good until their last minute.
    if (failure === undefined) refresh().catch(() => undefined);
    return held;
  }

  /** Keeps what AWS gave, unless a later fetch has brought newer credentials. */
  keep(held: HeldCredentials): void {
    this.#backOff.succeed();
    if (this.#held === undefined || held.expiresAt >= this.#held.expiresAt) this.#held = held;
  }

  /** @returns The error to throw: with the pause as its `Retry-After`. */
  fail(now: number, error: ExchangeFailure, tokenId: string | undefined): ExchangeFailure {
    const isRefusal = error.status === 401 || error.status === 403;
    // AWS does not want this user any more. An expired token says nothing about the user's next one.
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
