import { createHash } from 'node:crypto';
import { AuthError, type IdAuth } from '@cognito-guard/core';
import { fail, readObject } from '@cognito-guard/core/internal';
import type { RefusedLogin } from './aws-error.ts';

/** The identity and role of one exchange. */
export interface Login extends RefusedLogin {
  /** Cache key of credentials. */
  readonly key: string;
  /** Cache key of the identity id. */
  readonly identityKey: string;
  /** Key of the identity pool's settings that `GetId` depends on. Undefined where `GetId` depends on the token too. */
  readonly settingsKey: string | undefined;
  /** The identity that the caller passed, instead of a call of `GetId`. */
  readonly identityId: string | undefined;
  /** Milliseconds since the epoch; Infinity for an unknown expiration. */
  readonly expiresAt: number;
  /** The verified ID token; undefined for other logins. */
  readonly token: string | undefined;
  /** `jti` of the verified ID token. */
  readonly tokenId: string | undefined;
  /** `sub` of the verified ID token. */
  readonly subject: string | undefined;
}

/**
 * Provider names for `forLogin` that need no OIDC or SAML provider in IAM. `developer` requires the token of
 * `GetOpenIdTokenForDeveloperIdentity` and its identity id.
 */
export const loginProviders: Readonly<Record<'amazon' | 'apple' | 'developer' | 'facebook' | 'google', string>> =
  Object.freeze({
    amazon: 'www.amazon.com',
    apple: 'appleid.apple.com',
    developer: 'cognito-identity.amazonaws.com',
    facebook: 'graph.facebook.com',
    google: 'accounts.google.com',
  });

/** `cognito-idp.<region>.amazonaws.com/<pool>`, an OIDC issuer without its scheme, or a SAML provider's ARN. */
const providerPattern = /^(?:arn:[\w-]+:iam::\d{12}:saml-provider\/[\w.-]+|[\w-]+(?:\.[\w-]+)+(?:\/[\w./-]+)?)$/;

/** Hashes a key, so that a heap dump does not reveal the user. */
const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** Claims that differ in every token, or after every sign-in, of one user. */
const perTokenClaims = new Set(['exp', 'iat', 'nbf', 'auth_time', 'jti', 'origin_jti', 'event_id', 'at_hash', 'nonce']);

/**
 * Claims that can determine the role or become a session tag: `cognito:roles`, `cognito:preferred_role`, and every claim
 * that the identity pool's rules or attributes for access control name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
const userClaims = (auth: IdAuth): readonly (readonly [string, unknown])[] =>
  Object.entries(auth.claims)
    .filter(([name]) => !perTokenClaims.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));

const assertIdAuth = (auth: unknown): void => {
  const use = typeof auth === 'object' && auth !== null ? Reflect.get(auth, 'tokenUse') : undefined;
  if (use === 'id') return;
  throw new TypeError(
    `forUser: auth must be a verified ID token; got ${use === 'access' ? 'an access token' : 'something else'}. ` +
      "Identity pools accept ID tokens only: send the ID token, and verify it with tokenUse: 'id'.",
  );
};

/**
 * @param auth - A verified ID token.
 * @param providerName - Returns the identity pool's name for the token's user pool.
 * @param roleArn - The requested role, one of the token's `cognito:roles`.
 * @returns The user's login.
 * @throws TypeError for an access token.
 * @throws {@link AuthError} `forbidden` where the token does not list the role.
 */
export const userLogin = (auth: IdAuth, providerName: (auth: IdAuth) => string, roleArn: string | undefined): Login => {
  assertIdAuth(auth);
  const { claims, clientId, expiresAt, subject, token } = auth;
  const roles: unknown = claims['cognito:roles'];
  if (roleArn !== undefined && !(Array.isArray(roles) && roles.includes(roleArn))) throw new AuthError('forbidden');
  const provider = providerName(auth);
  return {
    key: digestOf([provider, subject, roleArn, userClaims(auth)]),
    identityKey: digestOf([provider, subject]),
    settingsKey: digestOf([provider, clientId]),
    identityId: undefined,
    logins: { [provider]: token },
    isForgeable: false,
    expiresAt: expiresAt * 1000,
    token,
    tokenId: claims.jti,
    subject,
    roleArn,
  };
};

/** Describes an invalid token by its type: an error must not contain the value. */
const kindOf = (given: unknown): string => {
  if (given === '') return 'an empty string';
  return typeof given === 'object' && given !== null ? 'an object' : typeof given;
};

/** The `exp` of a JWT, in milliseconds. AWS verifies the token. */
const expirationOf = (token: string): number => {
  try {
    const claims: unknown = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    const exp: unknown = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY; // Facebook's tokens and SAML assertions are not JWTs.
  }
};

const unverified = {
  settingsKey: undefined,
  isForgeable: true,
  token: undefined,
  tokenId: undefined,
  subject: undefined,
  roleArn: undefined,
} as const;

/**
 * @param given - Tokens by provider name, not validated.
 * @param identityId - The identity, if the caller knows it.
 * @returns A login that only AWS verifies.
 * @throws TypeError for an invalid provider name or token.
 */
export const unverifiedLogin = (given: Readonly<Record<string, string>>, identityId: string | undefined): Login => {
  const logins: Record<string, string> = {};
  for (const [name, token] of Object.entries(readObject('forLogin: logins', given, Object.keys(given ?? {})))) {
    const expected = 'a provider name without https://, such as accounts.google.com, or the ARN of a SAML provider';
    if (!providerPattern.test(name)) fail('forLogin: a key of logins', name, expected);
    if (typeof token !== 'string' || token === '') fail(`forLogin: logins['${name}']`, token, 'a token', kindOf(token));
    logins[name] = String(token);
  }
  const tokens = Object.values(logins);
  if (tokens.length === 0) fail('forLogin: logins', given, 'an object with a token by provider name', 'an empty one');
  const sorted = Object.entries(logins).sort(([one], [other]) => (one < other ? -1 : 1));
  const key = digestOf([identityId, sorted]);
  return { ...unverified, key, identityKey: key, identityId, logins, expiresAt: Math.min(...tokens.map(expirationOf)) };
};

/**
 * @param identityId - The visitor's identity. Undefined for the identity that all other guests of an exchange share.
 * @returns A login without a token.
 */
export const guestLogin = (identityId: string | undefined): Login => {
  const key = identityId === undefined ? 'guest' : digestOf(['guest', identityId]);
  const guest = {
    ...unverified,
    key,
    identityKey: key,
    identityId,
    logins: undefined,
    expiresAt: Number.POSITIVE_INFINITY,
  };
  // The request contains a visitor's identity id, so callers can forge it. They cannot forge the shared identity.
  return identityId === undefined ? { ...guest, settingsKey: 'guest', isForgeable: false } : guest;
};

/** A visitor without an identity yet. Forgeable, because every request can create one. */
export const newGuestLogin: Login = { ...guestLogin(undefined), isForgeable: true };
