import type { AuthErrorCode, KeyFailure } from '@cognito-guard/core';

/** What to do about a refusal, for whoever runs the service or calls it. */
export const adviceFor: Readonly<Record<AuthErrorCode, string>> = {
  missing_token: 'Send the token as "Authorization: Bearer <token>".',
  multiple_tokens: 'Send one token, in one place.',
  malformed_credentials: 'Send the token as "Authorization: Bearer <token>", with nothing behind it.',
  invalid_request: 'Send what the route asks for beside the token.',
  malformed_token:
    'Send the access or ID token exactly as Cognito returned it. "cognito-guard inspect" shows what it is.',
  unknown_key: 'Is it from this user pool, and are the keys current? A pool that was made anew has other keys.',
  invalid_signature: 'It was changed on its way, or somebody else made it. Get a new one from Cognito.',
  wrong_issuer: 'Compare its iss ("cognito-guard inspect") with the user pool and the region that the service expects.',
  wrong_token_use: 'Send the other kind: an access token where "access" is expected, an ID token where "id" is.',
  wrong_client: 'Get it through an app client that the service accepts, or add its client to clientId.',
  wrong_audience: 'It was issued for another API (resource binding). Name this API as its resource, or set audience.',
  token_expired: 'Get a new one with the refresh token. If it is new, compare the clocks: "cognito-guard doctor".',
  token_not_active: 'Wait, or compare the clocks: "cognito-guard doctor".',
  invalid_claims: 'Look at its claims with "cognito-guard inspect"; a pre token generation trigger may have set them.',
  token_revoked: 'Its user has signed out: sign in again.',
  insufficient_scope: 'Ask for the scope when the token is got, and allow it to the app client.',
  insufficient_group: 'Add the user to the group, then get a new token. Names are case-sensitive.',
  forbidden: 'The rule of the service itself says no.',
  keys_unavailable: 'The token was not judged. "cognito-guard doctor" says more about the key endpoint.',
  revocation_unavailable: 'The token was not judged. Look at the revocation store.',
};

/** What to do when a pool's keys cannot be had. */
export const keyAdviceFor: Readonly<Record<KeyFailure, string>> = {
  timeout: 'No answer in time. Does this network reach it? In a VPC, that takes a NAT gateway or a proxy.',
  network:
    'No connection. Look at DNS, firewall and certificates. Behind a proxy, Node wants NODE_USE_ENV_PROXY=1 beside HTTPS_PROXY.',
  not_found: 'It knows no such user pool. Compare the id, its region included, with the console.',
  http_status: 'It answers with an error or a redirect. Does a proxy stand in between?',
  too_large: 'What it sends is too long for a key set. Is it the right address?',
  encoded: 'It compresses its answer although it was asked not to. Does a proxy stand in between?',
  not_a_key_set: 'What it sends is no key set. Is it the right address, or does a proxy stand in between?',
  no_usable_key: 'No key of its set can verify a Cognito token. Is it the right address?',
  key_import: 'This runtime cannot import a published key. Try another version of the runtime.',
  too_many_issuers: 'Many tokens name issuers that resolvePool does not know. Wait some seconds.',
  resolve_pool: 'The function resolvePool of the service has failed.',
};
