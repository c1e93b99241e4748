import type { CodeRule } from './codes.ts';

/** Parameters that the server, not the token, puts into a challenge. */
export interface ChallengeParameters {
  /** The protection space (RFC 9110 §11.5). Default `api`, in a challenge that has no other parameter. */
  readonly realm?: string;
  /** Space-separated scopes that the route needs (RFC 6750 §3). */
  readonly scope?: string;
  /** The URL of the protected resource metadata (RFC 9728 §5.1). */
  readonly resourceMetadata?: string;
  /** Space-separated authentication levels, one of which the route needs, the preferred first (RFC 9470 §3). */
  readonly acrValues?: string;
  /** The longest time since the sign-in, in seconds (RFC 9470 §3). */
  readonly maxAgeSeconds?: number;
}

/**
 * RFC 9110 §5.6.4: a quoted-string escapes `"` and `\`. Every character outside printable ASCII becomes `?`, to keep
 * headers safe.
 */
const quote = (value: string): string => `"${value.replace(/[^ -~]/g, '?').replace(/["\\]/g, '\\$&')}"`;

/**
 * Makes the value of `WWW-Authenticate` (RFC 6750 §3).
 *
 * @param error - The `error` parameter. `error_description` is left out with it.
 * @param description - The message of the error.
 * @param challenge - The server's parameters.
 * @returns The scheme `Bearer` and at least one parameter.
 */
export const challengeOf = (error: CodeRule['error'], description: string, challenge: ChallengeParameters): string => {
  const { realm, scope, resourceMetadata, acrValues, maxAgeSeconds } = challenge;
  const parameters = Object.entries({
    realm,
    error,
    error_description: error && description,
    acr_values: acrValues,
    max_age: maxAgeSeconds?.toString(),
    scope,
    resource_metadata: resourceMetadata,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quote(value)}`]));
  return `Bearer ${parameters.join(', ') || 'realm="api"'}`;
};
