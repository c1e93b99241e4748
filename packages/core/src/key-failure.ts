/**
 * Why a key set could not be had.
 *
 * - `timeout`, `network`: no answer, or none in time.
 * - `not_found`: the endpoint answers that there is no such pool (400 or 404).
 * - `http_status`: an answer other than 200; redirects are not followed.
 * - `too_large`, `encoded`: more than 64 KB, or compressed although identity was asked for.
 * - `not_a_key_set`: not JSON of the shape of a JWK set (RFC 7517 §5), or more than 64 keys.
 * - `no_usable_key`: a key set in which no key can verify a Cognito token.
 * - `resolve_pool`: `resolvePool` threw or took too long, or its answer is no pool that `createVerifier` would take.
 */
export type KeyFailure =
  | 'timeout'
  | 'network'
  | 'not_found'
  | 'http_status'
  | 'too_large'
  | 'encoded'
  | 'not_a_key_set'
  | 'no_usable_key'
  | 'resolve_pool';

/** A {@link KeyFailure} on its way to whoever handles it. */
export class KeyFailureError extends Error {
  readonly reason: KeyFailure;

  constructor(reason: KeyFailure) {
    super(`The key set is not available: ${reason}.`);
    this.name = 'KeyFailureError';
    this.reason = reason;
  }
}
