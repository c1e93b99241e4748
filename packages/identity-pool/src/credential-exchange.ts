import type { IdAuth } from '@cognito-guard/core';
import type { Credentials } from './credentials.ts';

/**
 * An `AwsCredentialIdentityProvider`: hand it to any AWS SDK v3 client as `credentials`.
 *
 * It rejects with an `AuthError` (`token_expired`, `forbidden`, and what the exchange's `verifier` throws) or a
 * `CredentialError`.
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

/** Options of {@link CredentialExchange.forLogin} and {@link CredentialExchange.guest}. */
export interface IdentityOptions {
  /**
   * The identity, `<region>:<UUID>`: what `GetOpenIdTokenForDeveloperIdentity` returned beside its token, or
   * {@link CredentialExchange.createGuest}. Default: AWS finds the login's own.
   */
  readonly identityId?: string;
}

/** An exchange's counters since it was made, and what it holds now. */
export interface ExchangeStats {
  /** Credentials handed out. */
  readonly provided: number;
  /** Of these, kept ones. */
  readonly cacheHits: number;
  /** Providers that rejected. */
  readonly refused: number;
  /** Fetches from AWS that failed, those behind requests included. */
  readonly failed: number;
  /** Users, by role and claims, that the exchange remembers. */
  readonly users: number;
  /** Unverified logins whose credentials are kept. */
  readonly logins: number;
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
   * @param logins - Tokens by provider: `loginProviders`, an OIDC issuer without `https://`, the ARN of a SAML
   * provider. AWS verifies them, nobody else does: they share neither rate nor cache with verified users.
   * @returns A provider of credentials.
   * @throws TypeError where a name is none that identity pools know.
   */
  forLogin(logins: Readonly<Record<string, string>>, options?: IdentityOptions): CredentialProvider;
  /**
   * @param options - `identityId` for a visitor of their own. Default: all guests of one exchange are one identity.
   * @returns A provider of credentials without a login.
   */
  guest(options?: IdentityOptions): CredentialProvider;
  /**
   * Creates an identity for one visitor.
   *
   * @returns Its id, for {@link CredentialExchange.guest}. It alone gives its credentials: keep it in the visitor's signed,
   * `HttpOnly` cookie.
   * @throws CredentialError.
   */
  createGuest(): Promise<string>;
  /**
   * Drops a user's kept credentials, in all roles and pools. What was handed out works until its expiration: AWS cannot
   * take it back.
   *
   * @param subject - `sub`.
   * @throws TypeError for what is no text.
   */
  forget(subject: string): void;
  /** @returns Counters and sizes, as they are now. */
  stats(): ExchangeStats;
}
