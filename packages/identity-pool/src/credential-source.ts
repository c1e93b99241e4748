import { SingleFlight } from '@cognito-guard/core/internal';
import { DeadlineError, withDeadline } from '@cognito-guard/core/revocation';
import { LRUCache } from 'lru-cache';
import { readAwsError } from './aws-error.ts';
import type { HeldCredentials } from './credentials.ts';
import { type Attempt, IdentityService } from './identity-service.ts';
import type { Login } from './login.ts';
import { LostIdentityError } from './lost-identity-error.ts';
import type { ExchangeSettings } from './options.ts';

/** Fetches credentials from AWS within the exchange's deadline, and caches identity ids. */
export class CredentialSource {
  readonly #timeoutMs: number;
  readonly #service: IdentityService;
  /** A cache of its own, because an identity id does not change and `GetId` has the smaller quota. */
  readonly #identityIds: LRUCache<string, string>;
  readonly #getIds: SingleFlight<string>;

  constructor(settings: ExchangeSettings) {
    this.#timeoutMs = settings.timeoutMs;
    this.#service = new IdentityService(settings);
    this.#identityIds = new LRUCache({ max: settings.maxEntries });
    this.#getIds = new SingleFlight(settings.clock);
  }

  /** @returns The id of a new identity for a guest. */
  async createIdentity(login: Login): Promise<string> {
    return this.#withinDeadline(login, async (attempt) => {
      await this.#service.admit(login);
      return this.#service.getId(login, attempt);
    });
  }

  /**
   * @param login - The login of the credentials.
   * @param lastIdentityId - The identity of the login's previous credentials.
   * @param onTick - Called by the deadline's timer.
   * @returns New credentials.
   */
  async fetch(login: Login, lastIdentityId: string | undefined, onTick?: () => void): Promise<HeldCredentials> {
    return this.#withinDeadline(login, (attempt) => this.#fetch(login, lastIdentityId, attempt), onTick);
  }

  async #withinDeadline<T>(login: Login, work: (attempt: Attempt) => Promise<T>, onTick?: () => void): Promise<T> {
    let refusal: unknown;
    const onRefusal = (error: unknown): void => {
      refusal = error;
    };
    return withDeadline(this.#timeoutMs, (signal) => work({ signal, onRefusal }), onTick).catch((error: unknown) => {
      if (error instanceof LostIdentityError) throw error.failure;
      throw error instanceof DeadlineError ? readAwsError(refusal ?? error, login) : error;
    });
  }

  async #fetch(login: Login, lastIdentityId: string | undefined, attempt: Attempt): Promise<HeldCredentials> {
    await this.#service.admit(login);
    const known = login.identityId ?? this.#identityIds.get(login.identityKey) ?? lastIdentityId;
    try {
      if (known !== undefined) return await this.#service.getCredentials(known, login, attempt);
    } catch (error) {
      if (!(error instanceof LostIdentityError) || login.identityId !== undefined) throw error;
      this.#identityIds.delete(login.identityKey);
    }
    return this.#service.getCredentials(await this.#identityIdOf(login, attempt), login, attempt);
  }

  async #identityIdOf(login: Login, attempt: Attempt): Promise<string> {
    const identityId = await this.#getIds.run(login.identityKey, this.#timeoutMs, (onTick) =>
      withDeadline(this.#timeoutMs, () => this.#service.getId(login, attempt), onTick),
    );
    if (!login.isForgeable) this.#identityIds.set(login.identityKey, identityId);
    return identityId;
  }
}
