import type { CachedVerdict } from './cache.ts';
import { AuthError } from './errors.ts';
import type { Emitter } from './events.ts';
import { Flights } from './flights.ts';
import { askStore, type RevocationStoreError } from './revocation-call.ts';
import type { RevocationSettings } from './revocation-options.ts';
import type { TokenIdentity } from './revocation-store.ts';

/** A verdict with room for what the store says of it. */
type Questioned = Pick<CachedVerdict, 'verdict' | 'revocation'>;

const identityOf = ({ verdict }: Questioned): TokenIdentity => ({
  userPoolId: verdict.userPoolId,
  subject: verdict.subject,
  jti: verdict.claims.jti,
  originJti: verdict.claims.origin_jti,
  clientId: verdict.clientId,
  issuedAt: verdict.issuedAt,
});

const judge = ({ revocation }: Questioned): void => {
  if (revocation?.isRevoked) throw new AuthError('token_revoked');
};

/** While a store fails, one question in this time finds out whether it still does; nothing else waits for it. */
const pauseMs = 1_000;

/** Holds verified tokens against the revocation store: when to ask it, what to remember, what its failure means. */
export class RevocationCheck {
  readonly #settings: RevocationSettings;
  readonly #clock: () => number;
  readonly #emitter: Emitter;
  /** Questions under way: requests with one verdict share one. */
  readonly #questions = new Flights<void, Questioned>();
  /** Why the store last failed; undefined while it answers. */
  #failure: RevocationStoreError | undefined;
  /** When a failing store was last tried; milliseconds since the epoch. */
  #triedAt = 0;

  /**
   * @param settings - The store, and how it is asked.
   * @param clock - Milliseconds since the epoch.
   * @param emitter - Receives the store's failures.
   */
  constructor(settings: RevocationSettings, clock: () => number, emitter: Emitter) {
    this.#settings = settings;
    this.#clock = clock;
    this.#emitter = emitter;
  }

  /**
   * Lets a token pass, or refuses it.
   *
   * @param entry - Its verdict. The answer is kept there, so that it is bounded, and dies, with it.
   * @returns Undefined where the answer is known, so that a hit waits for nothing; else what the question comes to.
   * @throws {@link AuthError} `token_revoked`, `revocation_unavailable`; the promise rejects with the same.
   */
  check(entry: Questioned): undefined | Promise<void> {
    const now = this.#clock();
    const age = entry.revocation === undefined ? -1 : now - entry.revocation.askedAt;
    // Below 0, the clock went back.
    if (age >= 0 && age < this.#settings.cacheSeconds * 1000) {
      judge(entry);
    } else if (this.#failure !== undefined && Math.abs(now - this.#triedAt) < pauseMs) {
      this.#decideWithout(entry, this.#failure);
    } else {
      return this.#questions.join(entry, () => this.#ask(entry, now));
    }
    return undefined;
  }

  async #ask(entry: Questioned, now: number): Promise<void> {
    const { store, timeoutMs } = this.#settings;
    this.#triedAt = now;
    const answer = await askStore(store, identityOf(entry), timeoutMs);
    if (answer instanceof Error) {
      this.#failure = answer;
      this.#triedAt = this.#clock();
      this.#emitter.emit({ type: 'revocation_failed', reason: answer.reason, errorName: answer.errorName });
      return this.#decideWithout(entry, answer);
    }
    this.#failure = undefined;
    // From when it was asked: how long the answer took counts, too.
    entry.revocation = { isRevoked: answer, askedAt: now };
    judge(entry);
  }

  /** What was revoked stays revoked, whether or not the store can be asked again. */
  #decideWithout(entry: Questioned, cause: RevocationStoreError): void {
    judge(entry);
    if (this.#settings.onStoreFailure !== 'accept') throw new AuthError('revocation_unavailable', { cause });
  }
}
