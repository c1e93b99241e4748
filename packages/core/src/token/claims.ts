import { assertStringArrayContainsString } from 'aws-jwt-verify/assert';
import type { Json } from 'aws-jwt-verify/safe-json-parse';
import { AuthError, because } from '../errors/auth-error.ts';
import type { JsonObject } from './parsed-token.ts';

/** Which of a user pool's tokens: the access token, or the ID token. */
export type TokenUse = 'access' | 'id';

/**
 * Claims that every Cognito token carries. Times are seconds since the epoch (RFC 7519 §2, NumericDate).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export interface CommonClaims {
  readonly iss: string;
  readonly sub: string;
  readonly exp: number;
  readonly iat: number;
  readonly nbf?: number;
  readonly auth_time?: number;
  readonly jti?: string;
  /** Shared by all tokens of one sign-in; what a revocation names. */
  readonly origin_jti?: string;
  readonly event_id?: string;
  /** A pre token generation trigger may add claims of any JSON type. */
  readonly [claim: string]: unknown;
}

/** The access token of a user who signed in. */
export interface UserAccessClaims extends CommonClaims {
  readonly token_use: 'access';
  readonly client_id: string;
  readonly username: string;
  /** Space-separated; `aws.cognito.signin.user.admin` alone after a sign-in through the API. */
  readonly scope?: string;
  readonly 'cognito:groups'?: readonly string[];
  /** Present with resource binding only (RFC 8707). */
  readonly aud?: string | readonly string[];
  readonly device_key?: string;
  readonly version?: number;
}

/** The access token of a machine (client credentials): no user, no groups; `sub` is the client id. */
export interface MachineAccessClaims extends CommonClaims {
  readonly token_use: 'access';
  readonly client_id: string;
  readonly username?: undefined;
  readonly scope?: string;
  readonly aud?: string | readonly string[];
  readonly version?: number;
}

/** The ID token of a user who signed in. `aud` is the client id. */
export interface IdClaims extends CommonClaims {
  readonly token_use: 'id';
  readonly aud: string;
  readonly 'cognito:username': string;
  readonly 'cognito:groups'?: readonly string[];
  readonly 'cognito:roles'?: readonly string[];
  readonly 'cognito:preferred_role'?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
}

/** Accepted `aud` of access tokens. */
export interface AudienceRule {
  readonly accepted: ReadonlySet<string>;
  /** Whether a token without `aud` is refused. */
  readonly isRequired: boolean;
}

/** What one pool demands of a token's claims. */
export interface ClaimRules {
  /** Accepted `token_use`. */
  readonly tokenUses: TokenUse[];
  /** Null: not checked, on purpose. */
  readonly clientIds: string[] | null;
  /** Null: not checked, on purpose; undefined: see {@link checkAudience}. */
  readonly audience: AudienceRule | null | undefined;
}

/** The times of a token, checked. Seconds since the epoch. */
export interface TokenTimes {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** `nbf`, or -Infinity. */
  readonly notBefore: number;
}

/** Who a token speaks for, checked. */
export interface Identity {
  readonly tokenUse: TokenUse;
  readonly subject: string;
  readonly username: string | undefined;
  readonly clientId: string;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

/** Cognito's longest token lifetime. */
const maxLifetimeSeconds = 24 * 60 * 60;

/** The rule is a fixed sentence, for operators: it names the claim and never holds its value. */
const invalid = (rule: string): AuthError => new AuthError('invalid_claims', { cause: because(rule) });

const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/**
 * Checks `exp`, `iat` and `nbf`, their types before their values. A token is alive while `nbf ≤ now < exp`, each with
 * the tolerance (RFC 7519 §4.1.4: not "on or after" exp).
 *
 * @param claims - A parsed payload.
 * @param now - Seconds since the epoch.
 * @param tolerance - Seconds that this clock and the issuer's may differ.
 * @returns The times.
 * @throws {@link AuthError} `invalid_claims`, `token_expired`, `token_not_active`.
 */
export const checkTimes = (claims: JsonObject, now: number, tolerance: number): TokenTimes => {
  const { exp, iat, nbf } = claims;
  if (!isFiniteNumber(exp) || !isFiniteNumber(iat)) throw invalid('exp and iat must be numbers.');
  if (nbf !== undefined && !isFiniteNumber(nbf)) throw invalid('nbf must be a number.');
  if (iat > exp || exp - iat > maxLifetimeSeconds + tolerance) throw invalid('exp must be within 24 hours after iat.');
  if (now >= exp + tolerance) throw new AuthError('token_expired');
  const notBefore = nbf ?? Number.NEGATIVE_INFINITY;
  if (now < notBefore - tolerance) throw new AuthError('token_not_active');
  if (now < iat - tolerance) throw invalid('iat is in the future: do the clocks differ?');
  return { issuedAt: iat, expiresAt: exp, notBefore };
};

/** Judges by the base's own assertion. Its error quotes the claim, so it is dropped here. */
const isOneOf = (claim: unknown, expected: string[]): boolean => {
  try {
    assertStringArrayContainsString('', claim as Json, expected);
    return true;
  } catch {
    return false;
  }
};

const isString = (value: unknown): value is string => typeof value === 'string';
const isStringArray = (value: unknown): value is string[] => Array.isArray(value) && value.every(isString);

const audienceRules = {
  missing: 'The access token has no aud, and the option audience requires one.',
  other: 'aud of the access token is not in the option audience.',
  bound: 'aud of the access token names another API, and the option audience is not set.',
} as const;

const wrongAudience = (rule: keyof typeof audienceRules): AuthError =>
  new AuthError('wrong_audience', { cause: because(audienceRules[rule]) });

const clientRules = {
  access: 'client_id of the access token is not in clientId.',
  id: 'aud of the ID token is not in clientId.',
  missing: 'The token names no client.',
} as const;

const tokenUseRule = (use: unknown): string => {
  if (use === 'id') return 'The token is an ID token, and tokenUse is access.';
  if (use === 'access') return 'The token is an access token, and tokenUse is id.';
  return 'token_use must be access or id.';
};

/**
 * Resource binding (RFC 8707): an access token with an `aud` was minted for that API. Without an `audience` rule only
 * the accepted clients, or else the token's own client, may stand there, and nothing beside them.
 */
const checkAudience = (aud: unknown, clientId: string, { audience, clientIds }: ClaimRules): void => {
  const present = aud === undefined ? [] : isString(aud) ? [aud] : aud;
  if (!isStringArray(present)) throw invalid('aud must be a string or a list of strings.');
  if (audience === null) return;
  if (aud === undefined) {
    if (audience?.isRequired) throw wrongAudience('missing');
  } else if (audience === undefined) {
    const clients = clientIds ?? [clientId];
    if (present.length === 0 || !present.every((one) => clients.includes(one))) throw wrongAudience('bound');
  } else if (!present.some((one) => audience.accepted.has(one))) throw wrongAudience('other');
};

/** A string without lone surrogates, which no store or log can hold unchanged. */
const isWellFormed = (value: unknown): value is string => isString(value) && value.isWellFormed();
const isOptionalString = (value: unknown): value is string | undefined => value === undefined || isString(value);

/**
 * Checks everything about the claims that no clock decides.
 *
 * @param claims - The payload of a token whose signature is good.
 * @param rules - What the token's pool demands.
 * @returns Who the token speaks for.
 * @throws {@link AuthError} `wrong_token_use`, `wrong_client`, `wrong_audience`, `invalid_claims`.
 */
export const checkIdentity = (claims: JsonObject, rules: ClaimRules): Identity => {
  if (!isOneOf(claims['token_use'], rules.tokenUses)) {
    throw new AuthError('wrong_token_use', { cause: because(tokenUseRule(claims['token_use'])) });
  }
  const tokenUse: TokenUse = claims['token_use'] === 'id' ? 'id' : 'access';
  // An ID token names its client as audience (OpenID Connect Core §2), an access token as client_id.
  const clientId = tokenUse === 'id' ? claims['aud'] : claims['client_id'];
  if (rules.clientIds !== null && !isOneOf(clientId, rules.clientIds)) {
    throw new AuthError('wrong_client', { cause: because(clientRules[clientId === undefined ? 'missing' : tokenUse]) });
  }
  if (!isString(clientId) || clientId === '') throw invalid('The client must be a non-empty string.');
  if (tokenUse === 'access') checkAudience(claims['aud'], clientId, rules);

  const { sub: subject, scope, 'cognito:groups': groups = [], jti, origin_jti: originJti, cnf } = claims;
  const username = tokenUse === 'id' ? claims['cognito:username'] : claims['username'];
  if (!isWellFormed(subject) || subject === '') throw invalid('sub must be a non-empty, well-formed string.');
  if (!isOptionalString(username) || username?.isWellFormed() === false)
    throw invalid('The user name must be a well-formed string.');
  // Only a machine has no name, and no machine has an ID token.
  if (username === undefined && tokenUse === 'id') throw invalid('An ID token must have a user name.');
  if (!Array.isArray(groups) || !groups.every(isWellFormed)) throw invalid('cognito:groups must be a list of strings.');
  if (!isOptionalString(scope) || !isOptionalString(jti) || !isOptionalString(originJti)) {
    throw invalid('scope, jti and origin_jti must be strings.');
  }
  // RFC 7800: a token bound to a key proves nothing when merely shown.
  if (cnf !== undefined) throw invalid('A token that is bound to a key (cnf) is not a bearer token.');

  return {
    tokenUse,
    subject,
    username,
    clientId,
    groups,
    // RFC 6749 §3.3: scopes are separated by single spaces, and nothing else separates them.
    scopes: scope === undefined ? [] : scope.split(' ').filter((one) => one !== ''),
  };
};
