/**
 * Why a key set is not available.
 *
 * - `timeout`, `network`: no answer, or none within the deadline.
 * - `not_found`: the endpoint does not know the pool (400 or 404).
 * - `http_status`: an answer other than 200; redirects are not followed.
 * - `too_large`, `encoded`: more than 64 KB, or compressed although the request accepts identity only.
 * - `not_a_key_set`: not JSON of the shape of a JWK set (RFC 7517 §5), or more than 64 keys.
 * - `no_usable_key`: a key set in which no key can verify a Cognito token.
 * - `key_import`: the runtime failed to import a published key.
 * - `resolve_pool`: `resolvePool` threw, exceeded its deadline, or returned an invalid pool.
 * - `too_many_issuers`: the rate limit on calls of `resolvePool` for unknown issuers is exceeded.
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
  | 'key_import'
  | 'resolve_pool'
  | 'too_many_issuers';

/** Codes of network failures and HTTP statuses. Other texts might quote the request. */
const codePattern = /^(?:[A-Z][A-Z0-9_]{1,63}|\d{3})$/;

/** The code of an error of Node's network client, or of undici's `fetch` (in its cause); undefined without one. */
export const networkCodeOf = (error: unknown): string | undefined => {
  const candidates = [error, (error as { readonly cause?: unknown } | null | undefined)?.cause];
  const codes = candidates.map((one) => (one as { readonly code?: unknown } | null | undefined)?.code);
  return codes.find((code): code is string => typeof code === 'string' && codePattern.test(code));
};

/** A {@link KeyFailure} with the network client's code or the HTTP status. */
export class KeyFailureError extends Error {
  readonly reason: KeyFailure;
  /** `ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`, or the HTTP status; undefined where there is none. */
  readonly errorCode: string | undefined;

  constructor(reason: KeyFailure, errorCode?: string) {
    super(`The key set is not available: ${errorCode === undefined ? reason : `${reason} (${errorCode})`}.`);
    this.name = 'KeyFailureError';
    this.reason = reason;
    this.errorCode = errorCode;
  }

  /** Keeps only the code of a network client's error. */
  static ofNetwork(error: unknown): KeyFailureError {
    return new KeyFailureError('network', networkCodeOf(error));
  }
}
