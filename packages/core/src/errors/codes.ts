import { because, type RefusalCause } from './causes.ts';

/**
 * Why a request was refused. The code is stable: switch on it, log it, alert on it.
 *
 * HTTP status and challenge follow from the code (RFC 6750 §3.1, RFC 9470 §3); see {@link AuthError}.
 */
export type AuthErrorCode =
  | 'missing_token'
  | 'multiple_tokens'
  | 'malformed_credentials'
  | 'invalid_request'
  | 'malformed_token'
  | 'unknown_key'
  | 'invalid_signature'
  | 'wrong_issuer'
  | 'wrong_token_use'
  | 'wrong_client'
  | 'wrong_audience'
  | 'token_expired'
  | 'token_not_active'
  | 'invalid_claims'
  | 'invalid_proof'
  | 'token_revoked'
  | 'insufficient_scope'
  | 'insufficient_group'
  | 'forbidden'
  | 'cross_site_request'
  | 'insufficient_user_authentication'
  | 'keys_unavailable'
  | 'revocation_unavailable';

/** Status, challenge and messages of one code. */
export interface CodeRule {
  readonly status: 400 | 401 | 403 | 503;
  /** The `error` parameter of the challenge. RFC 6750 §3.1 omits it where no token was sent; no value fits a cookie. */
  readonly error:
    | 'invalid_request'
    | 'invalid_token'
    | 'insufficient_scope'
    | 'insufficient_user_authentication'
    | undefined;
  /** For the caller. */
  readonly message: string;
  /** For operators: the default `cause`. Refusals share it, so it is made once and frozen. */
  readonly cause: RefusalCause;
}

const rule =
  (status: CodeRule['status'], error?: CodeRule['error']) =>
  (message: string, cause: string): CodeRule => ({ status, error, message, cause: Object.freeze(because(cause)) });

const noToken = rule(401);
const invalidRequest = rule(400, 'invalid_request');
const invalidToken = rule(401, 'invalid_token');
const insufficientScope = rule(403, 'insufficient_scope');
const signInAgain = rule(401, 'insufficient_user_authentication');
/** Neither another token nor another scope helps. */
const refusedRequest = rule(403);
const unavailable = rule(503);

/** The rule of every code. */
export const codeRules: Readonly<Record<AuthErrorCode, CodeRule>> = {
  missing_token: noToken('A token is required.', 'No token source of this route found a token.'),
  multiple_tokens: invalidRequest(
    'Send exactly one token, in one place.',
    'More than one token was sent, or one token in several places.',
  ),
  malformed_credentials: invalidRequest(
    'The Authorization header must hold the scheme Bearer and one token.',
    'The Authorization header is not the scheme Bearer and one token.',
  ),
  invalid_request: invalidRequest(
    'The request lacks something, or is malformed.',
    'The request lacks a value that the route needs besides the token.',
  ),
  malformed_token: invalidToken('The token is malformed.', 'The token is not a JWT in compact form.'),
  unknown_key: invalidToken(
    'The token is signed by a key that its user pool does not publish.',
    'The key set of the user pool has no key with the kid of the token.',
  ),
  invalid_signature: invalidToken(
    'The token signature is invalid.',
    'The signature does not match the key that kid names.',
  ),
  wrong_issuer: invalidToken(
    'The token comes from an issuer that is not accepted here.',
    'iss is not the issuer of an accepted user pool.',
  ),
  wrong_token_use: invalidToken('This kind of token is not accepted here.', 'token_use is not accepted.'),
  wrong_client: invalidToken(
    'The token was issued to a client that is not accepted here.',
    'The client of the token is not in clientId.',
  ),
  wrong_audience: invalidToken('The token was issued for another audience.', 'aud contains no accepted audience.'),
  token_expired: invalidToken('The token has expired.', 'The token expired more than clockToleranceSeconds ago.'),
  token_not_active: invalidToken(
    'The token is not active yet.',
    'nbf is more than clockToleranceSeconds in the future: do the clocks differ?',
  ),
  invalid_claims: invalidToken('The token claims are invalid.', 'A claim is missing or has the wrong type.'),
  invalid_proof: invalidToken(
    'The request does not prove possession of the key that the token is bound to.',
    'The option confirmation returned false.',
  ),
  token_revoked: invalidToken('The token has been revoked.', 'The token is revoked in the revocation store.'),
  insufficient_scope: insufficientScope(
    'The token lacks a scope that this request needs.',
    'The token lacks a required scope.',
  ),
  insufficient_group: insufficientScope(
    'The token lacks a group that this request needs.',
    'The token lacks a required group.',
  ),
  forbidden: insufficientScope('The token does not allow this request.', 'A rule of the service refused the token.'),
  cross_site_request: refusedRequest(
    'This request comes from another site.',
    'A page of another site made the request, to which the browser added the cookie with the token.',
  ),
  insufficient_user_authentication: signInAgain(
    'This request needs a more recent or a stronger authentication.',
    'The user authenticated too long ago, or at too low a level.',
  ),
  keys_unavailable: unavailable(
    'Tokens cannot be verified right now. Try again shortly.',
    'The keys of the user pool are not available.',
  ),
  revocation_unavailable: unavailable(
    'Token revocation cannot be checked right now. Try again shortly.',
    'The revocation store is not available.',
  ),
};
