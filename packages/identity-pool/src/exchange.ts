import { AuthError, type IdAuth } from '@cognito-guard/core';
import { fail, optional, type Reader, readOptions, type Schema, SingleFlight } from '@cognito-guard/core/internal';
import { LRUCache } from 'lru-cache';
import { readAwsError } from './aws-error.ts';
import { CredentialError, type ExchangeFailure } from './credential-error.ts';
import type {
  CredentialExchange,
  CredentialProvider,
  ExchangeStats,
  IdentityOptions,
  UserOptions,
} from './credential-exchange.ts';
import { CredentialSource } from './credential-source.ts';
import { type Credentials, type HeldCredentials, handOut } from './credentials.ts';
import { type ExchangeEventListener, emitterOf } from './events.ts';
import { guestLogin, type Login, newGuestLogin, unverifiedLogin, userLogin } from './login.ts';
import { type ExchangeOptions, type ExchangeSettings, readExchangeOptions } from './options.ts';
import { roleArn } from './role-arn.ts';
import { Slot } from './slot.ts';

const userOptions = { customRoleArn: optional(roleArn) } satisfies Schema<UserOptions>;

/** Reads an identity id. Its error does not contain the value. */
const identityId: Reader<string> = (given, path) =>
  typeof given === 'string' ? given : fail(path, given, "an identity's id", `a ${typeof given}`);

const identityOptions = { identityId: optional(identityId) } satisfies Schema<IdentityOptions>;

const readIdentityId = (path: string, options: IdentityOptions): string | undefined =>
  readOptions(path, options, identityOptions).identityId;

const isFailure = (error: unknown): error is ExchangeFailure => AuthError.is(error) || CredentialError.is(error);

const microsecondsSince = (startedAt: number): number => Math.round((performance.now() - startedAt) * 1_000);

class Exchange implements CredentialExchange {
  readonly #settings: ExchangeSettings;
  readonly #source: CredentialSource;
  readonly #emit: ExchangeEventListener;
  /** Slots of verified users and of the shared guest, with their failures, so that a failed fetch is not repeated per request. */
  readonly #users: LRUCache<string, Slot>;
  /** Slots of unverified logins that AWS has accepted, so that forged logins evict no entry. */
  readonly #logins: LRUCache<string, Slot>;
  /** Slots of unverified logins, until AWS answers. */
  readonly #newLogins = new Map<string, Slot>();
  readonly #fetches: SingleFlight<HeldCredentials, Slot>;
  readonly #counters = { provided: 0, cacheHits: 0, refused: 0, failed: 0 };

  constructor(settings: ExchangeSettings) {
    const { clock, maxEntries: max, onEvent } = settings;
    this.#settings = settings;
    this.#source = new CredentialSource(settings);
    this.#emit = emitterOf(onEvent);
    this.#users = new LRUCache({ max });
    this.#logins = new LRUCache({ max });
    this.#fetches = new SingleFlight(clock);
  }

  forUser(auth: IdAuth, options: UserOptions = {}): CredentialProvider {
    const { customRoleArn } = readOptions('forUser: options', options, userOptions);
    return this.#providerOf(userLogin(auth, this.#settings.providerName, customRoleArn));
  }

  forLogin(logins: Readonly<Record<string, string>>, options: IdentityOptions = {}): CredentialProvider {
    return this.#providerOf(unverifiedLogin(logins, readIdentityId('forLogin: options', options)));
  }

  guest(options: IdentityOptions = {}): CredentialProvider {
    return this.#providerOf(guestLogin(readIdentityId('guest: options', options)));
  }

  async createGuest(): Promise<string> {
    return this.#source.createIdentity(newGuestLogin);
  }

  forget(subject: string): void {
    if (typeof subject !== 'string')
      throw new TypeError('forget: subject must be the `sub` of a user, such as auth.subject.');
    for (const [key, slot] of this.#users.entries()) if (slot.subject === subject) this.#users.delete(key);
  }

  stats(): ExchangeStats {
    return Object.freeze({ ...this.#counters, users: this.#users.size, logins: this.#logins.size });
  }

  #providerOf(login: Login): CredentialProvider {
    return async () => {
      const startedAt = performance.now();
      try {
        const { credentials, cache } = await this.#provide(login);
        this.#counters.provided++;
        if (cache === 'hit') this.#counters.cacheHits++;
        this.#emit({ type: 'credentials_provided', cache, microseconds: microsecondsSince(startedAt) });
        return credentials;
      } catch (error) {
        if (isFailure(error)) {
          this.#counters.refused++;
          this.#emit({
            type: 'credentials_refused',
            code: error.code,
            microseconds: microsecondsSince(startedAt),
          });
        }
        throw error;
      }
    };
  }

  async #provide(login: Login): Promise<{ credentials: Credentials; cache: 'hit' | 'miss' }> {
    this.#assertAlive(login);
    await this.#verifyAgain(login);
    const slot = this.#slotOf(login);
    const got = slot.get(this.#settings.clock(), login.tokenId, () => this.#refresh(slot, login));
    const cache = got instanceof Promise ? 'miss' : 'hit';
    const held = await got;
    this.#assertAlive(login);
    return { credentials: handOut(held, login.expiresAt), cache };
  }

  #assertAlive({ expiresAt }: Login): void {
    if (this.#settings.clock() >= expiresAt) throw new AuthError('token_expired');
  }

  /** Usually a cache hit of the verifier. Cached credentials must not outlive the acceptance of their token. */
  async #verifyAgain({ subject, token }: Login): Promise<void> {
    if (token === undefined || subject === undefined) return;
    await this.#settings.verifier?.verify(token).catch((error: unknown): never => {
      if (AuthError.is(error) && error.code === 'token_revoked') this.forget(subject);
      throw error;
    });
  }

  #slotOf(login: Login): Slot {
    const { isForgeable, key, subject } = login;
    const kept = isForgeable ? (this.#logins.get(key) ?? this.#newLogins.get(key)) : this.#users.get(key);
    if (kept !== undefined) return kept;
    const slot = new Slot(subject);
    (isForgeable ? this.#newLogins : this.#users).set(key, slot);
    return slot;
  }

  /** Single flight: concurrent requests share one fetch, and each waits on its own timer. */
  #refresh(slot: Slot, login: Login): Promise<HeldCredentials> {
    return this.#fetches
      .run(slot, this.#settings.timeoutMs, (onTick) => this.#fetchInto(slot, login, onTick))
      .catch((error: unknown): never => {
        throw isFailure(error) ? error : readAwsError(error, login);
      });
  }

  async #fetchInto(slot: Slot, login: Login, onTick?: () => void): Promise<HeldCredentials> {
    try {
      const held = await this.#source.fetch(login, slot.identityId, onTick);
      slot.keep(held);
      if (login.isForgeable) this.#logins.set(login.key, slot);
      return held;
    } catch (error) {
      const failure = isFailure(error) ? error : readAwsError(error, login);
      this.#counters.failed++;
      const awsError = CredentialError.is(failure) ? failure.awsError : undefined;
      this.#emit({ type: 'credentials_failed', code: failure.code, awsError });
      throw slot.fail(this.#settings.clock(), failure, login.tokenId);
    } finally {
      this.#newLogins.delete(login.key);
    }
  }
}

/**
 * Exchanges verified ID tokens for temporary AWS credentials, through an Amazon Cognito identity pool. Create one
 * exchange at module scope: it caches credentials by identity, role and claims, and concurrent requests share one call.
 *
 * The exchange refreshes credentials five minutes before they expire. They never expire later than their token's `exp`.
 *
 * @param options - See {@link ExchangeOptions}.
 * @returns The exchange. Neither `JSON.stringify` nor `util.inspect` shows its secrets.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { createCredentialExchange } from '@cognito-guard/identity-pool';
 *
 * const idVerifier = createVerifier({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web', tokenUse: 'id' });
 * const exchange = createCredentialExchange({ identityPoolId: 'eu-west-1:00000000-1111-2222-3333-444444444444' });
 *
 * const credentials = exchange.forUser(await idVerifier.verify(token));
 * console.log((await credentials()).identityId);
 * ```
 */
export const createCredentialExchange = (options: ExchangeOptions): CredentialExchange =>
  new Exchange(readExchangeOptions(options));
