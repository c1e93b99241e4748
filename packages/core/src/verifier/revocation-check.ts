import { LRUCache } from 'lru-cache';
import { AuthError } from '../errors/auth-error.ts';
import type { Emitter } from '../events.ts';
import { Circuit } from '../lib/circuit.ts';
import { SingleFlight } from '../lib/single-flight.ts';
import type { RevocationSettings } from '../revocation/options.ts';
import type { TokenIdentity } from '../revocation/store.ts';
import { askStore, RevocationStoreError } from '../revocation/store-call.ts';
import type { CachedVerdict } from './cache.ts';

/** A verdict and the store's last answer for it. */
type Questioned = Pick<CachedVerdict, 'verdict' | 'revocation'>;

type Answer = boolean | RevocationStoreError;

const identityOf = ({ verdict }: Questioned): TokenIdentity => ({
  userPoolId: verdict.userPoolId,
  subject: verdict.subject,
  jti: verdict.claims.jti,
  originJti: verdict.claims.origin_jti,
  clientId: verdict.clientId,
  issuedAt: verdict.issuedAt,
});

/** Revoked tokens kept after the cache has evicted their verdicts; about 4 MB. */
const maxKnown = 10_000;

/**
 * Checks verified tokens against the revocation store. It decides when to call the store, how long to cache an answer,
 * and how to handle a failure.
 */
export class RevocationCheck {
  readonly #settings: RevocationSettings;
  readonly #clock: () => number;
  readonly #emitter: Emitter;
  readonly #circuit = new Circuit<RevocationStoreError>();
  /** Concurrent requests with one verdict share one call of the store. */
  readonly #questions: SingleFlight<Answer, Questioned>;
  /** Identities that the store last reported as revoked, as JSON. Tokens with one identity have one answer. */
  readonly #known = new LRUCache<string, true>({ max: maxKnown });

  /**
   * @param settings - The store, and how it is called.
   * @param clock - Milliseconds since the epoch.
   * @param emitter - Receives the store's failures.
   */
  constructor(settings: RevocationSettings, clock: () => number, emitter: Emitter) {
    this.#settings = settings;
    this.#clock = clock;
    this.#emitter = emitter;
    this.#questions = new SingleFlight(clock);
  }

  /**
   * Accepts or refuses a verified token.
   *
   * @param entry - Its cached verdict. The store's answer is kept in it, so that both are evicted together.
   * @returns Undefined where no call of the store is needed.
   * @throws {@link AuthError} `token_revoked`, `revocation_unavailable`; the promise rejects with the same.
   */
  check(entry: Questioned): undefined | Promise<void> {
    const now = this.#clock();
    const age = entry.revocation === undefined ? -1 : now - entry.revocation.askedAt;
    // A negative age: the clock was set back.
    const isFresh = age >= 0 && age < this.#settings.cacheSeconds * 1000;
    const answer = (isFresh ? entry.revocation?.isRevoked : undefined) ?? this.#circuit.refusal(now);
    if (answer === undefined) return this.#wait(entry, now);
    this.#decide(entry, answer);
    return undefined;
  }

  /**
   * Calls the store for a token that does not exist.
   *
   * @param userPoolId - A pool of the verifier.
   * @returns Why the store failed; undefined where it answered. Never rejects.
   */
  async ready(userPoolId: string): Promise<RevocationStoreError | undefined> {
    const issuedAt = Math.floor(this.#clock() / 1000);
    const answer = await this.#callStore({
      userPoolId,
      subject: 'nobody',
      jti: undefined,
      originJti: undefined,
      issuedAt,
    });
    return answer instanceof Error ? answer : undefined;
  }

  async #wait(entry: Questioned, now: number): Promise<void> {
    const { timeoutMs } = this.#settings;
    const answer = await this.#questions
      .run(entry, timeoutMs, async (onTick) => {
        const given = await this.#callStore(identityOf(entry), onTick);
        // The age of an answer includes the time that the store took.
        if (typeof given === 'boolean') entry.revocation = { isRevoked: given, askedAt: now };
        return given;
      })
      // Another request called the store, and that call does not settle.
      .catch(() => new RevocationStoreError('timeout'));
    this.#decide(entry, answer);
  }

  async #callStore(identity: TokenIdentity, onTick?: () => void): Promise<Answer> {
    const { store, timeoutMs } = this.#settings;
    const onFailure = ({ reason, errorName }: RevocationStoreError, willRetry: boolean): void =>
      this.#emitter.emit({ type: 'revocation_failed', operation: 'read', reason, errorName, willRetry });
    const answer = await askStore(store, identity, timeoutMs, onFailure, onTick);
    if (answer instanceof Error) {
      this.#circuit.failed(answer, this.#clock());
      return answer;
    }
    this.#circuit.succeeded();
    const key = JSON.stringify(identity);
    if (answer) this.#known.set(key, true);
    else this.#known.delete(key);
    return answer;
  }

  /** While the store fails, a token that was revoked before stays refused. */
  #decide(entry: Questioned, answer: Answer): void {
    if (answer === false) return;
    if (answer === true || entry.revocation?.isRevoked || this.#known.get(JSON.stringify(identityOf(entry)))) {
      throw new AuthError('token_revoked');
    }
    if (this.#settings.onStoreFailure !== 'accept') throw new AuthError('revocation_unavailable', { cause: answer });
  }
}
