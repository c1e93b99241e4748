import { AuthError, type IdAuth } from '@cognito-guard/core';
import { readObject, readOptional } from '@cognito-guard/core/http';
import { askStore } from '@cognito-guard/core/revocation';
import { LRUCache } from 'lru-cache';
import { CredentialError } from './credential-error.ts';
import { type Credentials, type HeldCredentials, handOut } from './credentials.ts';
import { IdentityService } from './identity-service.ts';
import { guestLogin, type Login, outsideLogin, userLogin } from './login.ts';
import { readRoleArn } from './option-values.ts';
import { type ExchangeOptions, type ExchangeSettings, readExchangeOptions } from './options.ts';
import { Slot } from './slot.ts';

export type { Credentials } from './credentials.ts';

/**
 * An `AwsCredentialIdentityProvider`: hand it to any AWS SDK v3 client as `credentials`.
 *
 * It rejects with an `AuthError` (`token_expired`, `token_revoked`, `revocation_unavailable`) or a `CredentialError`.
 */
export type CredentialProvider = () => Promise<Credentials>;

/** Options of {@link CredentialExchange.forUser}. */
export interface UserOptions {
  /**
   * The role to take, one of the token's `cognito:roles`. Default: the identity pool's choice, by its rules or by
   * `cognito:preferred_role`; in the basic flow, `basicFlow.roleArn`.
   */
  readonly customRoleArn?: string;
}

/** Gives AWS credentials to the users behind verified tokens. Made by {@link createCredentialExchange}. */
export interface CredentialExchange {
  /**
   * @param auth - What verifying an ID token returned. Identity pools do not take access tokens.
   * @returns A provider of this user's credentials. It asks AWS only when it is called, and only for what is not kept.
   * @throws TypeError for an access token; `AuthError` `forbidden` where the token does not list the role.
   */
  forUser(auth: IdAuth, options?: UserOptions): CredentialProvider;
  /**
   * @param logins - Tokens by provider: {@link loginProviders}, an OIDC issuer without `https://`, the ARN of a SAML
   * provider. AWS verifies them, nobody else does.
   * @returns A provider of credentials.
   * @throws TypeError where a name is none that identity pools know.
   */
  forLogin(logins: Readonly<Record<string, string>>): CredentialProvider;
  /** @returns A provider of credentials without a login. All guests of one exchange are one identity. */
  guest(): CredentialProvider;
  /**
   * Drops a user's kept credentials, in all roles and pools. What was handed out works until its expiration: AWS cannot
   * take it back.
   *
   * @param subject - `sub`.
   * @throws TypeError for what is no text.
   */
  forget(subject: string): void;
}

class Exchange implements CredentialExchange {
  readonly #settings: ExchangeSettings;
  readonly #service: IdentityService;
  readonly #slots: LRUCache<string, Slot>;
  /** Apart from credentials, because an identity id stays the same for ever and `GetId` has the smaller quota. */
  readonly #identityIds: LRUCache<string, Promise<string>>;

  constructor(settings: ExchangeSettings) {
    this.#settings = settings;
    this.#service = new IdentityService(settings);
    this.#slots = new LRUCache({ max: settings.maxEntries });
    this.#identityIds = new LRUCache({ max: settings.maxEntries });
  }

  forUser(auth: IdAuth, options: UserOptions = {}): CredentialProvider {
    const read = readObject('forUser: options', options, ['customRoleArn']);
    const readArn = readRoleArn('forUser: customRoleArn');
    const roleArn = readOptional<string | undefined>(read, 'customRoleArn', undefined, readArn);
    return this.#providerOf(userLogin(auth, this.#settings.providerName, roleArn));
  }

  forLogin(logins: Readonly<Record<string, string>>): CredentialProvider {
    return this.#providerOf(outsideLogin(logins));
  }

  guest(): CredentialProvider {
    return this.#providerOf(guestLogin);
  }

  forget(subject: string): void {
    if (typeof subject !== 'string')
      throw new TypeError('forget: subject must be the `sub` of a user, such as auth.subject.');
    for (const [key, slot] of this.#slots.entries()) if (slot.subject === subject) this.#slots.delete(key);
  }

  #providerOf(login: Login): CredentialProvider {
    return async () => {
      this.#assertAlive(login);
      await this.#assertNotRevoked(login);
      const held = await this.#slotOf(login).get(() => this.#fetch(login));
      this.#assertAlive(login);
      return handOut(held, login.expiresAt);
    };
  }

  #assertAlive({ expiresAt }: Login): void {
    if (this.#settings.clock() >= expiresAt) throw new AuthError('token_expired');
  }

  /** Every time: credentials that are kept must not outlive the wish to have their user around. */
  async #assertNotRevoked({ user }: Login): Promise<void> {
    const { revocation } = this.#settings;
    if (user === undefined || revocation === undefined) return;
    const { onStoreFailure, store, timeoutMs } = revocation;
    const answer = await askStore(store, user, timeoutMs);
    if (answer instanceof Error) {
      if (onStoreFailure === 'accept') return;
      throw new AuthError('revocation_unavailable', { cause: answer });
    }
    if (!answer) return;
    this.forget(user.subject);
    throw new AuthError('token_revoked');
  }

  #slotOf({ key, user }: Login): Slot {
    const slot = this.#slots.get(key) ?? new Slot(user?.subject, this.#settings.clock);
    this.#slots.set(key, slot);
    return slot;
  }

  async #fetch(login: Login): Promise<HeldCredentials> {
    const known = this.#identityIds.get(login.identityKey);
    if (known === undefined) return this.#service.getCredentials(await this.#identityIdOf(login), login);
    try {
      return await this.#service.getCredentials(await known, login);
    } catch (error) {
      // The identity was deleted meanwhile.
      if (!CredentialError.is(error) || error.awsError !== 'ResourceNotFoundException') throw error;
      this.#identityIds.delete(login.identityKey);
      return this.#service.getCredentials(await this.#identityIdOf(login), login);
    }
  }

  #identityIdOf(login: Login): Promise<string> {
    const known = this.#identityIds.get(login.identityKey);
    if (known !== undefined) return known;
    const identityId = this.#service.getId(login);
    this.#identityIds.set(login.identityKey, identityId);
    identityId.catch(() => {
      if (this.#identityIds.peek(login.identityKey) === identityId) this.#identityIds.delete(login.identityKey);
    });
    return identityId;
  }
}

/**
 * Swaps verified ID tokens for temporary AWS credentials, through an Amazon Cognito identity pool. Make one, at module
 * scope: it keeps what AWS gave, per identity, role and claims, and asks once for all who wait.
 *
 * Credentials are refreshed five minutes before they expire, and are never handed out past their token's `exp`.
 *
 * @param options - See {@link ExchangeOptions}.
 * @returns The exchange. Secrets show neither in its `JSON.stringify` nor in its `util.inspect`.
 * @throws TypeError naming the option.
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
