import { createHash } from 'node:crypto';
import type { TestPool, UserTokenOptions } from '@cognito-guard/testing';
import type { Client } from '../options/client-options.ts';
import type { Provider } from '../options/provider-options.ts';
import type { TokenGenerationSource } from '../triggers/events.ts';
import type { PreTokenGeneration, TokenChanges } from '../triggers/pre-token-generation.ts';
import { attributesFor } from './attributes.ts';
import type { Grant } from './grant.ts';
import type { Groups } from './groups.ts';
import { type Identity, type User, userAttributesOf } from './users.ts';

/** Tokens of a user, as the token endpoint answers with them. */
export interface UserTokens {
  readonly accessToken: string;
  /** Undefined after managed login without the scope `openid`. */
  readonly idToken: string | undefined;
}

/** The request that tokens answer. */
export interface Issuing {
  /** Where the pre token generation trigger is told that they are issued. */
  readonly source: TokenGenerationSource;
  /** Of the authorization request. */
  readonly nonce?: string | undefined;
  /** `ClientMetadata` of the call. */
  readonly clientMetadata?: Record<string, string> | undefined;
}

/** Whether a text has three parts with a dot between: an access or an ID token, which cannot be revoked by itself. */
export const isSignedToken = (text: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text);

/** An access token's hash in the ID token beside it (OpenID Connect Core 1.0 section 3.1.3.6). */
const hashOf = (accessToken: string): string =>
  createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');

/** Attributes whose claims are booleans. */
const isFlag = (name: string): boolean => name === 'email_verified' || name === 'phone_number_verified';

/** Signs the tokens of the local pool, with the test pool's keys and the claims that Cognito documents. */
export class Tokens {
  readonly #pool: TestPool;
  readonly #issuer: string;
  readonly #providers: readonly Provider[];
  readonly #groups: Groups;
  readonly #trigger: PreTokenGeneration;

  constructor(
    pool: TestPool,
    issuer: string,
    providers: readonly Provider[],
    groups: Groups,
    trigger: PreTokenGeneration,
  ) {
    this.#pool = pool;
    this.#issuer = issuer;
    this.#providers = providers;
    this.#groups = groups;
    this.#trigger = trigger;
  }

  /** @throws CognitoError where the pre token generation trigger fails. */
  async issue(
    client: Client,
    user: User,
    grant: Grant,
    { source, nonce, clientMetadata }: Issuing,
  ): Promise<UserTokens> {
    const changes = await this.#trigger.changesFor({
      source,
      clientId: client.clientId,
      username: user.username,
      attributes: userAttributesOf(user),
      groups: user.groups,
      ...this.#groups.rolesOf(user.groups),
      scopes: grant.scopes,
      clientMetadata,
    });
    const accessToken = this.#access(client, user, grant, changes);
    const hasIdToken = !grant.managedLogin || grant.scopes.includes('openid');
    const idToken = hasIdToken ? this.#id(client, user, grant, changes, accessToken, nonce) : undefined;
    return { accessToken, idToken };
  }

  /** The access token of a machine. */
  async issueForMachine(
    { clientId, accessTokenSeconds }: Client,
    requested: readonly string[],
    clientMetadata?: Record<string, string>,
  ): Promise<string> {
    const { scopes, accessClaims } = await this.#trigger.changesFor({
      source: 'TokenGeneration_ClientCredentials',
      clientId,
      username: undefined,
      attributes: {},
      groups: [],
      ...this.#groups.rolesOf([]),
      scopes: requested,
      clientMetadata,
    });
    return this.#pool.machineToken({
      clientId,
      scope: scopes,
      expiresIn: accessTokenSeconds,
      claims: { iss: this.#issuer, ...accessClaims },
    });
  }

  #access(client: Client, user: User, grant: Grant, { groups, scopes, accessClaims }: TokenChanges): string {
    return this.#pool.accessToken({
      ...this.#common(user, grant, groups),
      scope: scopes,
      expiresIn: client.accessTokenSeconds,
      claims: {
        ...this.#commonClaims(grant),
        ...(grant.resource !== undefined && { aud: grant.resource }),
        ...accessClaims,
      },
    });
  }

  #id(
    client: Client,
    user: User,
    grant: Grant,
    { groups, roles, preferredRole, idClaims }: TokenChanges,
    accessToken: string,
    nonce: string | undefined,
  ): string {
    const attributes = Object.entries(attributesFor(user, grant.scopes)).map(
      ([name, value]): readonly [string, unknown] => [name, isFlag(name) ? value === 'true' : value],
    );
    return this.#pool.idToken({
      ...this.#common(user, grant, groups),
      expiresIn: client.idTokenSeconds,
      claims: {
        // The test pool gives every user an address; undefined leaves a claim out.
        email: undefined,
        email_verified: undefined,
        ...Object.fromEntries(attributes),
        ...(user.identities.length > 0 && { identities: user.identities.map((one) => this.#identityClaim(one)) }),
        ...(nonce !== undefined && { nonce }),
        ...this.#commonClaims(grant),
        ...(roles.length > 0 && { 'cognito:roles': roles }),
        ...(preferredRole !== undefined && { 'cognito:preferred_role': preferredRole }),
        ...(grant.managedLogin && { at_hash: hashOf(accessToken) }),
        ...idClaims,
      },
    });
  }

  #common({ username, sub }: User, { clientId, managedLogin }: Grant, groups: readonly string[]): UserTokenOptions {
    return { username, sub, clientId, managedLogin, ...(groups.length > 0 && { groups }) };
  }

  #commonClaims({ originJti, eventId, authTime, acr, amr }: Grant): Readonly<Record<string, unknown>> {
    return {
      iss: this.#issuer,
      origin_jti: originJti,
      event_id: eventId,
      auth_time: authTime,
      ...(acr !== undefined && { acr }),
      ...(amr !== undefined && { amr }),
    };
  }

  /** A member of `identities`, whose values are text or null in Cognito's tokens. */
  #identityClaim({ provider, userId, isPrimary, createdAt }: Identity): object {
    const providerType = this.#providers.find(({ name }) => name === provider)?.type ?? provider;
    return {
      userId,
      providerName: provider,
      providerType,
      issuer: providerType === 'SAML' ? `urn:local-sign-in:${provider}` : null,
      primary: String(isPrimary),
      dateCreated: String(createdAt),
    };
  }
}
