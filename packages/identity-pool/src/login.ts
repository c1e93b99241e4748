import { createHash } from 'node:crypto';
import { AuthError, type IdAuth, type TokenIdentity } from '@cognito-guard/core';
import { fail, readObject } from '@cognito-guard/core/http';

/** Who wants credentials, and as what. */
export interface Login {
  /** The same key: the same credentials. */
  readonly key: string;
  /** The same key: the same identity. */
  readonly identityKey: string;
  /** Provider names and tokens, as the identity service wants them. Undefined for guests. */
  readonly logins: Readonly<Record<string, string>> | undefined;
  /** Milliseconds since the epoch; Infinity where nobody knows. */
  readonly expiresAt: number;
  /** Present where a verifier vouches for the login. */
  readonly user: TokenIdentity | undefined;
  /** The role that was asked for. */
  readonly roleArn: string | undefined;
}

/** Names of the providers that need no setting up as an OIDC or SAML provider, for `forLogin`. */
export const loginProviders: Readonly<Record<'amazon' | 'apple' | 'facebook' | 'google', string>> = Object.freeze({
  amazon: 'www.amazon.com',
  apple: 'appleid.apple.com',
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
  const { claims, clientId, expiresAt, issuedAt, subject, userPoolId } = auth;
  const roles: unknown = claims['cognito:roles'];
  if (roleArn !== undefined && !(Array.isArray(roles) && roles.includes(roleArn))) throw new AuthError('forbidden');
  const provider = providerName(auth);
  return {
    key: digestOf([provider, subject, roleArn, lastingClaims(auth)]),
    identityKey: digestOf([provider, subject]),
    logins: { [provider]: auth.token },
    expiresAt: expiresAt * 1000,
    user: { userPoolId, subject, jti: claims.jti, originJti: claims.origin_jti, clientId, issuedAt },
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

/**
 * @param given - Provider names and tokens, perhaps.
 * @returns A login that nobody but AWS has checked.
 * @throws TypeError where a name is none that identity pools know, or a token is missing.
 */
export const outsideLogin = (given: Readonly<Record<string, string>>): Login => {
  const logins: Record<string, string> = {};
  for (const [name, token] of Object.entries(readObject('forLogin: logins', given, Object.keys(given ?? {})))) {
    const expected = 'a provider name without https://, such as accounts.google.com, or the ARN of a SAML provider';
    if (!providerShape.test(name)) fail('forLogin: a key of logins', name, expected);
    if (typeof token !== 'string' || token === '') fail(`forLogin: logins['${name}']`, token, 'a token', kindOf(token));
    logins[name] = String(token);
  }
  const tokens = Object.values(logins);
  if (tokens.length === 0) fail('forLogin: logins', given, 'an object with a token by provider name', 'an empty one');
  const key = digestOf(Object.entries(logins).sort(([one], [other]) => (one < other ? -1 : 1)));
  return {
    key,
    identityKey: key,
    logins,
    expiresAt: Math.min(...tokens.map(endOf)),
    user: undefined,
    roleArn: undefined,
  };
};

/** Nobody in particular: all guests of one exchange are one identity. */
export const guestLogin: Login = Object.freeze({
  key: 'guest',
  identityKey: 'guest',
  logins: undefined,
  expiresAt: Number.POSITIVE_INFINITY,
  user: undefined,
  roleArn: undefined,
});
