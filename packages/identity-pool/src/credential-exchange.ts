import type { IdAuth } from '@cognito-guard/core';
import type { Credentials } from './credentials.ts';

/**
 * An `AwsCredentialIdentityProvider`: pass it to any AWS SDK v3 client as `credentials`.
 *
 * It rejects with an `AuthError` (`token_expired`, `forbidden`, or an error of the exchange's `verifier`) or a
 * `CredentialError`.
 */
export type CredentialProvider = () => Promise<Credentials>;

/** Options of {@link CredentialExchange.forUser}. */
export interface UserOptions {
  /**
   * The role to assume, one of the token's `cognito:roles`. Default: the role that the identity pool selects by its
   * rules or by `cognito:preferred_role`; in the basic flow, `basicFlow.roleArn`.
   */
  readonly customRoleArn?: string;
}

/** Options of {@link CredentialExchange.forLogin} and {@link CredentialExchange.guest}. */
export interface IdentityOptions {
  /**
   * The identity, `<region>:<UUID>`, from `GetOpenIdTokenForDeveloperIdentity` or
   * {@link CredentialExchange.createGuest}. Default: AWS looks up the login's identity.
   */
  readonly identityId?: string;
}

/** Counters since the exchange was created, and current cache sizes. */
export interface ExchangeStats {
  /** Provider calls that resolved. */
  readonly provided: number;
  /** Of these, cache hits. */
  readonly cacheHits: number;
  /** Provider calls that rejected. */
  readonly refused: number;
  /** Failed fetches from AWS, including background refreshes. */
  readonly failed: number;
  /** Cache entries of verified users and the shared guest, by role and claims. */
  readonly users: number;
  /** Cache entries of unverified logins. */
  readonly logins: number;
}

/** Exchanges verified tokens for AWS credentials. Created by {@link createCredentialExchange}. */
export interface CredentialExchange {
  /**
   * @param auth - A verified ID token. Identity pools do not accept access tokens.
   * @returns A provider of this user's credentials. Each call returns cached credentials or fetches from AWS.
   * @throws TypeError for an access token; `AuthError` `forbidden` where the token does not list the role.
   */
  forUser(auth: IdAuth, options?: UserOptions): CredentialProvider;
  /**
   * @param logins - Tokens by provider: one of `loginProviders`, an OIDC issuer without `https://`, or the ARN of a SAML
   * provider. Only AWS verifies them, so they share neither rate limit nor cache with verified users.
   * @returns A provider of credentials.
   * @throws TypeError for an invalid provider name.
   */
  forLogin(logins: Readonly<Record<string, string>>, options?: IdentityOptions): CredentialProvider;
  /**
   * @param options - `identityId` of one visitor. Default: all guests of one exchange share one identity.
   * @returns A provider of a guest's credentials.
   */
  guest(options?: IdentityOptions): CredentialProvider;
  /**
   * Creates an identity for one visitor.
   *
   * @returns The identity id, for {@link CredentialExchange.guest}. The id alone grants access to the identity's
   * credentials: store it in a signed, `HttpOnly` cookie of the visitor.
   * @throws CredentialError.
   */
  createGuest(): Promise<string>;
  /**
   * Deletes a user's cached credentials, in all roles and pools. Returned credentials stay valid until their expiration:
   * AWS cannot revoke them.
   *
   * @param subject - The user's `sub`.
   * @throws TypeError where `subject` is not a string.
   */
  forget(subject: string): void;
  /** @returns The current counters and cache sizes. */
  stats(): ExchangeStats;
}
