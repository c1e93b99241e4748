import { createHash } from 'node:crypto';
import { AuthError, type IdAuth } from '@cognito-guard/core';
import { fail, readObject } from '@cognito-guard/core/internal';
import type { RefusedLogin } from './aws-error.ts';

/** Who wants credentials, and as what. */
export interface Login extends RefusedLogin {
  /** The same key: the same credentials. */
  readonly key: string;
  /** The same key: the same identity. */
  readonly identityKey: string;
  /** The same key: the same settings of the identity pool decide over `GetId`. Undefined where the token does, too. */
  readonly settingsKey: string | undefined;
  /** The identity, where the caller knows it: `GetId` is not called. */
  readonly identityId: string | undefined;
  /** Milliseconds since the epoch; Infinity where nobody knows. */
  readonly expiresAt: number;
  /** The verified ID token; undefined for other logins. */
  readonly token: string | undefined;
  /** `jti` of the verified ID token. */
  readonly tokenId: string | undefined;
  /** `sub` of the verified ID token. */
  readonly subject: string | undefined;
}

/**
 * Names of the providers that need no setting up as an OIDC or SAML provider, for `forLogin`. `developer` takes the token
 * of `GetOpenIdTokenForDeveloperIdentity`, together with its identity id.
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
const providerShape = /^(?:arn:[\w-]+:iam::\d{12}:saml-provider\/[\w.-]+|[\w-]+(?:\.[\w-]+)+(?:\/[\w./-]+)?)$/;

/** A key that says nothing about whom it belongs to, in a heap dump. */
const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** Claims that are new in every token, or in every sign-in, of one user. */
const passing = new Set(['exp', 'iat', 'nbf', 'auth_time', 'jti', 'origin_jti', 'event_id', 'at_hash', 'nonce']);

/**
 * What may decide over the role, or become a session tag: not `cognito:roles` and `cognito:preferred_role` alone, but
 * any claim that the identity pool's rules or its attributes for access control name.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
const lastingClaims = (auth: IdAuth): readonly (readonly [string, unknown])[] =>
  Object.entries(auth.claims)
    .filter(([name]) => !passing.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));

const assertIdAuth = (auth: unknown): void => {
  const use = typeof auth === 'object' && auth !== null ? Reflect.get(auth, 'tokenUse') : undefined;
  if (use === 'id') return;
  throw new TypeError(
    `forUser: auth must be what verifying an ID token returned; got ${use === 'access' ? 'an access token' : 'something else'}. ` +
      "Identity pools take ID tokens only: send that one, and verify it with tokenUse: 'id'.",
  );
};

/**
 * @param auth - A verified ID token.
 * @param providerName - Its user pool's name in the identity pool.
 * @param roleArn - The role that was asked for, one of the token's own.
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
    key: digestOf([provider, subject, roleArn, lastingClaims(auth)]),
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

/** Of tokens, and what is passed for them, nothing is shown. */
const kindOf = (given: unknown): string => {
  if (given === '') return 'an empty string';
  return typeof given === 'object' && given !== null ? 'an object' : typeof given;
};

/** A JWT's `exp`, for an end that is not too late. Whether the token is any good, AWS finds out. */
const endOf = (token: string): number => {
  try {
    const claims: unknown = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    const exp: unknown = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY; // Facebook's tokens and SAML assertions are no JWTs.
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
 * @param given - Provider names and tokens, perhaps.
 * @param identityId - The identity, where the caller knows it.
 * @returns A login that nobody but AWS has checked.
 * @throws TypeError where a name is none that identity pools know, or a token is missing.
 */
export const outsideLogin = (given: Readonly<Record<string, string>>, identityId: string | undefined): Login => {
  const logins: Record<string, string> = {};
  for (const [name, token] of Object.entries(readObject('forLogin: logins', given, Object.keys(given ?? {})))) {
    const expected = 'a provider name without https://, such as accounts.google.com, or the ARN of a SAML provider';
    if (!providerShape.test(name)) fail('forLogin: a key of logins', name, expected);
    if (typeof token !== 'string' || token === '') fail(`forLogin: logins['${name}']`, token, 'a token', kindOf(token));
    logins[name] = String(token);
  }
  const tokens = Object.values(logins);
  if (tokens.length === 0) fail('forLogin: logins', given, 'an object with a token by provider name', 'an empty one');
  const sorted = Object.entries(logins).sort(([one], [other]) => (one < other ? -1 : 1));
  const key = digestOf([identityId, sorted]);
  return { ...unverified, key, identityKey: key, identityId, logins, expiresAt: Math.min(...tokens.map(endOf)) };
};

/**
 * @param identityId - The visitor's identity. Undefined for the one identity that all other guests of an exchange share.
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
  // A visitor's identity id comes with the request. The shared identity does not: nobody can make up another.
  return identityId === undefined ? { ...guest, settingsKey: 'guest', isForgeable: false } : guest;
};

/** A visitor whose identity is yet to be created: each request may ask for one. */
export const newGuestLogin: Login = { ...guestLogin(undefined), isForgeable: true };
