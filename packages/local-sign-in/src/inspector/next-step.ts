import type { AuthErrorCode } from '@cognito-guard/core';
import { defaultMaxLength, type TokenOutline } from './token-outline.ts';

const newToken = 'Get a token from Cognito: it does not issue tokens with such times.';

/** The next step for a refusal, by its code alone. */
export const stepFor: Readonly<Record<AuthErrorCode, string>> = {
  missing_token: 'Send the token as "Authorization: Bearer <token>".',
  multiple_tokens: 'Send one token, in one place.',
  malformed_credentials: 'Send "Authorization: Bearer <token>", with one space and nothing after the token.',
  invalid_request: 'Send the value that the route needs besides the token.',
  malformed_token: 'Copy the whole access or ID token again: three parts, separated by dots.',
  unknown_key: 'Get a new token: the pool no longer publishes this key, or another pool issued the token.',
  invalid_signature: 'Get a new token from Cognito: this one was changed, or another pool issued it.',
  wrong_issuer: 'Compare the issuer with the user pool and the region that the service expects.',
  wrong_token_use: 'Send the other token (access or ID) of the same sign-in.',
  wrong_client: 'Get the token through an accepted app client, or accept this client.',
  wrong_audience: 'Request the token with this API as the resource, or accept its aud with the option audience.',
  token_expired: 'Get a new token with the refresh token.',
  token_not_active: 'Compare the clocks with "cognito-guard doctor".',
  invalid_claims: 'Check the pre token generation trigger: Cognito itself sets no such claim.',
  invalid_proof: 'Send the proof of the key with the request: a DPoP proof, or the client certificate.',
  token_revoked: 'Sign in again: this token was revoked.',
  insufficient_scope: 'Allow the scope for the app client, and request it with the token.',
  insufficient_group: 'Add the user to the group, then get a new token.',
  forbidden: 'Check the rule of the service that refused it.',
  cross_site_request:
    "Send the request from a page of the API's own origin, or add the page's origin to the option origins of cookie().",
  insufficient_user_authentication:
    'Sign in again with the acr_values and max_age of the challenge. A refreshed token keeps level and time.',
  keys_unavailable: 'Run "cognito-guard doctor" where the service runs.',
  revocation_unavailable: 'Check the revocation store: the token itself was not refused.',
};

/** Cognito sets the times itself, and a token expires after a day at most. */
const claimsStepFor = ({ iat, exp }: Readonly<Record<string, unknown>>): string => {
  if (typeof iat !== 'number' || typeof exp !== 'number') return newToken;
  if (iat > Date.now() / 1000) return stepFor.token_not_active;
  return exp < iat || exp - iat > 86_400 ? newToken : stepFor.invalid_claims;
};

/** The origins of a local pool. */
const loopbackPattern = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/;

const issuerStepFor = ({ iss }: Readonly<Record<string, unknown>>): string =>
  typeof iss === 'string' && loopbackPattern.test(iss)
    ? 'A local pool issued the token: pass its issuer with --issuer, and as the option issuer of the service.'
    : stepFor.wrong_issuer;

/** A token of one use was sent where the other one is required. */
const useStepFor = ({ token_use: use }: Readonly<Record<string, unknown>>): string => {
  if (use === 'id') return 'Send the access token.';
  return use === 'access' ? 'Send the ID token.' : stepFor.wrong_token_use;
};

/**
 * The next step for a refusal.
 *
 * @param outline - The decoded token; undefined when it cannot be decoded.
 */
export const nextStepFor = (code: AuthErrorCode, outline: TokenOutline | undefined): string => {
  if (outline === undefined) return stepFor[code];
  if (code === 'invalid_claims') return claimsStepFor(outline.claims ?? {});
  if (code === 'wrong_token_use') return useStepFor(outline.claims ?? {});
  if (code === 'wrong_issuer') return issuerStepFor(outline.claims ?? {});
  if (code !== 'malformed_token') return stepFor[code];
  if (outline.claims === undefined)
    return 'Exchange the refresh token at the token endpoint, and send the new access token.';
  if (outline.length > defaultMaxLength) return 'Put fewer groups and claims into the token, or raise maxTokenLength.';
  if (outline.header['alg'] !== 'RS256') return 'Get the token from Cognito, which signs with RS256 only.';
  return stepFor.malformed_token;
};
