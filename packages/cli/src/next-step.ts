import type { AuthErrorCode, KeyFailure } from '@cognito-guard/core';
import { defaultMaxLength, type TokenOutline } from './token-outline.ts';

const newToken = 'Get the token from Cognito, which sets other times.';

/** The one thing to do next about a refusal, where nothing but its code is known. */
export const stepFor: Readonly<Record<AuthErrorCode, string>> = {
  missing_token: 'Send the token as "Authorization: Bearer <token>".',
  multiple_tokens: 'Send one token, in one place.',
  malformed_credentials: 'Send "Authorization: Bearer <token>", with one space and nothing behind the token.',
  invalid_request: 'Send what the route asks for beside the token.',
  malformed_token: 'Copy the access or ID token again, whole: three parts with a dot between them.',
  unknown_key: 'Get a new token: the pool no longer publishes this key, or another pool made the token.',
  invalid_signature: 'Get a new token from Cognito: this one was changed, or is not from this user pool.',
  wrong_issuer: 'Compare the issuer with the user pool and the region that the service expects.',
  wrong_token_use: 'Send the other token of the same sign-in.',
  wrong_client: 'Get the token through an app client that is accepted, or accept this one.',
  wrong_audience:
    'Name this API as the resource when the token is requested, or accept its aud by the option audience.',
  token_expired: 'Get a new token with the refresh token.',
  token_not_active: 'Compare the clocks: "cognito-guard doctor" does.',
  invalid_claims: 'Look into the pre token generation trigger: Cognito alone sets no such claim.',
  token_revoked: 'Sign in again: the sign-in of this token has ended.',
  insufficient_scope: 'Allow the scope to the app client, and request it when the token is requested.',
  insufficient_group: 'Add the user to the group, then get a new token.',
  forbidden: 'Look at the rule of the service that refused it.',
  keys_unavailable: 'Run "cognito-guard doctor" where the service runs.',
  revocation_unavailable: 'Look at the revocation store: the token itself was not refused.',
};

/** Cognito sets the times itself, and a token lives for a day at most. */
const claimsStepFor = ({ iat, exp }: Readonly<Record<string, unknown>>): string => {
  if (typeof iat !== 'number' || typeof exp !== 'number') return newToken;
  if (iat > Date.now() / 1000) return stepFor.token_not_active;
  return exp < iat || exp - iat > 86_400 ? newToken : stepFor.invalid_claims;
};

/**
 * The one thing to do next about a refusal.
 *
 * @param code - The refusal's.
 * @param outline - Of the token; undefined where it cannot be taken apart.
 */
export const nextStepFor = (code: AuthErrorCode, outline: TokenOutline | undefined): string => {
  if (outline === undefined) return stepFor[code];
  if (code === 'invalid_claims') return claimsStepFor(outline.claims ?? {});
  if (code !== 'malformed_token') return stepFor[code];
  if (outline.claims === undefined)
    return 'Exchange the refresh token at the token endpoint, and send the new access token.';
  if (outline.length > defaultMaxLength) return 'Put fewer groups and claims into the token, or raise maxTokenLength.';
  if (outline.header['alg'] !== 'RS256') return 'Get the token from Cognito, which signs with RS256 and nothing else.';
  return stepFor.malformed_token;
};

const noRoute = 'Give this network a way to the endpoint: in a VPC, a NAT gateway or a proxy (NODE_USE_ENV_PROXY=1).';
const tls = 'Name the certificate of the proxy that opens TLS here in NODE_EXTRA_CA_CERTS.';

/** The same by the network's own code: Node's, OpenSSL's and undici's. */
export const networkSteps: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'Compare the region and the host name: DNS does not know the endpoint.'],
  ['EAI_AGAIN', 'Look at the DNS of this network: it does not answer.'],
  ['ECONNREFUSED', 'Compare host and port: nothing listens there.'],
  ['ECONNRESET', 'Look for a firewall or a proxy that closes the connection.'],
  ['UND_ERR_SOCKET', 'Look for a firewall or a proxy that closes the connection.'],
  ...['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].map((code) => [code, noRoute] as const),
  ['CERT_HAS_EXPIRED', 'Compare this clock with the right time, then renew the certificate of the endpoint.'],
  ['CERT_NOT_YET_VALID', 'Set the clock of this machine: it is behind.'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'Compare the host name: the certificate is for another one.'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', tls],
  ['SELF_SIGNED_CERT_IN_CHAIN', tls],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', tls],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', tls],
]);

/** The one thing to do next where there are no keys, by the reason. */
export const keyStepFor: Readonly<Record<KeyFailure, string>> = {
  timeout: noRoute,
  network: 'Look at DNS, firewall and certificates between here and the endpoint.',
  not_found: 'Compare the user pool id, its region included, with the console: the endpoint knows no such pool.',
  http_status: 'Look for a proxy between here and the endpoint: it answers with an error or a redirect.',
  too_large: 'Compare the address: what it sends is too long for a key set.',
  encoded: 'Look for a proxy between here and the endpoint: the answer is compressed although that was refused.',
  not_a_key_set: 'Compare the address: what it sends is no key set.',
  no_usable_key: 'Compare the address: no key of its set can verify a Cognito token.',
  key_import: 'Try another version of the runtime: it failed to import a published key.',
  resolve_pool: 'Look into resolvePool of the service: it has failed.',
  too_many_issuers: 'Wait some seconds: resolvePool was called for too many unknown issuers.',
};

/** Why there are no keys. */
export interface KeyTrouble {
  readonly reason: KeyFailure;
  /** The network's own code, or the HTTP status. */
  readonly errorCode: string | undefined;
}

/** The one thing to do next where there are no keys. */
export const nextKeyStepFor = ({ reason, errorCode }: KeyTrouble): string =>
  networkSteps.get(errorCode ?? '') ?? keyStepFor[reason];

/** `network (ECONNREFUSED)`. */
export const nameOfTrouble = ({ reason, errorCode }: KeyTrouble): string =>
  errorCode === undefined ? reason : `${reason} (${errorCode})`;
