import { assertStringArrayContainsString } from 'aws-jwt-verify/assert';
import type { Json } from 'aws-jwt-verify/safe-json-parse';
import { AuthError } from '../errors/auth-error.ts';
import { refusal } from '../errors/refusal.ts';
import { isFiniteNumber, isText } from '../lib/value-types.ts';
import type { ClaimRules, Identity, TokenTimes, TokenUse } from './claims.ts';
import type { JsonObject } from './parsed-token.ts';

/** Cognito's longest token lifetime. */
const maxLifetimeSeconds = 24 * 60 * 60;

/** The rule is a fixed sentence for operators: it names the claim, never its value. */
const invalid = (rule: string): AuthError => refusal('invalid_claims', rule);

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
  if (nbf !== undefined && now < nbf - tolerance) throw new AuthError('token_not_active');
  if (now < iat - tolerance) throw invalid('iat is in the future: do the clocks differ?');
  return { issuedAt: iat, expiresAt: exp };
};

/** Compares by the assertion of aws-jwt-verify. Its error quotes the claim, so it is discarded. */
const isOneOf = (claim: unknown, expected: string[]): boolean => {
  try {
    assertStringArrayContainsString('', claim as Json, expected);
    return true;
  } catch {
    return false;
  }
};

const isStringArray = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

const wrongAudience = (rule: string): AuthError => refusal('wrong_audience', rule);

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
 * Resource binding (RFC 8707): Cognito issued an access token with an `aud` for that API. Without an `audience` rule,
 * `aud` may name accepted clients only, or the token's own client where clients are not checked.
 */
const checkAudience = (aud: unknown, clientId: string, { audience, clientIds }: ClaimRules): void => {
  const present = aud === undefined ? [] : isText(aud) ? [aud] : aud;
  if (!isStringArray(present)) throw invalid('aud must be a string or a list of strings.');
  if (audience === null) return;
  if (aud === undefined) {
    if (audience?.isRequired) throw wrongAudience('The access token has no aud, and the option audience requires one.');
  } else if (audience === undefined) {
    const clients = clientIds ?? [clientId];
    if (present.length === 0 || !present.every((one) => clients.includes(one)))
      throw wrongAudience('aud of the access token names another API, and the option audience is not set.');
  } else if (!present.some((one) => audience.accepted.has(one)))
    throw wrongAudience('aud of the access token is not in the option audience.');
};

/** Whether a value is a string without lone surrogates, which no store or log can hold unchanged. */
const isWellFormed = (value: unknown): value is string => isText(value) && value.isWellFormed();
const isOptionalString = (value: unknown): value is string | undefined => value === undefined || isText(value);

/**
 * Checks every claim that does not depend on the clock.
 *
 * @param claims - The payload of a token whose signature is valid.
 * @param rules - The claims that the token's pool accepts.
 * @param mayBeBound - Whether the verifier confirms tokens that are bound to a key. Default false.
 * @returns The user or machine that the token identifies.
 * @throws {@link AuthError} `wrong_token_use`, `wrong_client`, `wrong_audience`, `invalid_claims`.
 */
export const checkIdentity = (claims: JsonObject, rules: ClaimRules, mayBeBound = false): Identity => {
  if (!isOneOf(claims['token_use'], rules.tokenUses)) {
    throw refusal('wrong_token_use', tokenUseRule(claims['token_use']));
  }
  const tokenUse: TokenUse = claims['token_use'] === 'id' ? 'id' : 'access';
  // An ID token names its client as audience (OpenID Connect Core §2), an access token as client_id.
  const clientId = tokenUse === 'id' ? claims['aud'] : claims['client_id'];
  if (rules.clientIds !== null && !isOneOf(clientId, rules.clientIds)) {
    throw refusal('wrong_client', clientRules[clientId === undefined ? 'missing' : tokenUse]);
  }
  if (!isText(clientId) || clientId === '') throw invalid('The client must be a non-empty string.');
  if (tokenUse === 'access') checkAudience(claims['aud'], clientId, rules);

  const {
    sub: subject,
    scope,
    'cognito:groups': groups = [],
    jti,
    origin_jti: originJti,
    cnf,
    acr,
    auth_time: authTime,
  } = claims;
  const username = tokenUse === 'id' ? claims['cognito:username'] : claims['username'];
  if (!isWellFormed(subject) || subject === '') throw invalid('sub must be a non-empty, well-formed string.');
  if (!isOptionalString(username) || username?.isWellFormed() === false)
    throw invalid('The user name must be a well-formed string.');
  // Only a machine has no user name, and a machine has no ID token.
  if (username === undefined && tokenUse === 'id') throw invalid('An ID token must have a user name.');
  if (!Array.isArray(groups) || !groups.every(isWellFormed)) throw invalid('cognito:groups must be a list of strings.');
  if (!isOptionalString(scope) || !isOptionalString(jti) || !isOptionalString(originJti)) {
    throw invalid('scope, jti and origin_jti must be strings.');
  }
  // RFC 7800: a token that is bound to a key is valid only with a proof of possession.
  if (cnf !== undefined && !mayBeBound) throw invalid('A token that is bound to a key (cnf) is not a bearer token.');

  return {
    tokenUse,
    subject,
    username,
    clientId,
    groups,
    // RFC 6749 §3.3: only spaces separate scopes.
    scopes: scope === undefined ? [] : scope.split(' ').filter((one) => one !== ''),
    // Claims of a sign-in, which a machine does not have. A value of another type is no level and no time.
    acr: username !== undefined && isText(acr) ? acr : undefined,
    authTime: username !== undefined && isFiniteNumber(authTime) ? authTime : undefined,
  };
};
