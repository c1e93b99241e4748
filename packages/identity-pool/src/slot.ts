import type { HeldCredentials } from './credentials.ts';

/** The SDK asks anew from here on, too. */
const refreshBeforeMs = 5 * 60_000;
/** A request takes a while: credentials that end sooner are not handed out while new ones can be had. */
const usableMs = 60_000;

/**
 * One identity's credentials in one role: fetched once for all who wait, refreshed behind requests.
 *
 * A slot that its exchange has dropped ends with the requests that still hold it: what they fetch is nobody else's.
 */
export class Slot {
  /** `sub`, for forgetting; undefined for guests and outside logins. */
  readonly subject: string | undefined;
  readonly #clock: () => number;
  #held: HeldCredentials | undefined;
  #flight: Promise<HeldCredentials> | undefined;

  constructor(subject: string | undefined, clock: () => number) {
    this.subject = subject;
    this.#clock = clock;
  }

  /**
   * @param fetch - Gets credentials from AWS.
   * @returns Credentials with more than a minute to live, or new ones.
   * @throws What `fetch` throws, where there are none to fall back on.
   */
  async get(fetch: () => Promise<HeldCredentials>): Promise<HeldCredentials> {
    const held = this.#held;
    const leftMs = held === undefined ? 0 : held.expiresAt - this.#clock();
    if (held !== undefined && leftMs > refreshBeforeMs) return held;
    const flight = this.#refresh(fetch);
    if (held === undefined || leftMs <= usableMs) return flight;
    // Behind the request: its failure is found out by the next one that has to wait.
    flight.catch(() => undefined);
    return held;
  }

  #refresh(fetch: () => Promise<HeldCredentials>): Promise<HeldCredentials> {
    this.#flight ??= fetch()
      .then((held) => {
        this.#held = held;
        return held;
      })
      .finally(() => {
        this.#flight = undefined;
      });
    return this.#flight;
  }
}
