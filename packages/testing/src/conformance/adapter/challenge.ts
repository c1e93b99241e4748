/** A `WWW-Authenticate` value taken apart. */
export interface ParsedChallenge {
  /** As spelled, for example `Bearer`. */
  readonly scheme: string;
  /** Values without their quotes; names in lower case. */
  readonly params: Readonly<Record<string, string>>;
}

const schemeAndRest = /^([\w!#$%&'*+.^`|~-]+)(?: +(\S.*))?$/;
// Quoted text as RFC 6750 §3 narrows it: printable ASCII without quote and backslash, so nothing can break out of it.
const param = /([\w!#$%&'*+.^`|~-]+)="([ !#-[\]-~]*)"(?:, *|$)/y;

/**
 * Reads a `WWW-Authenticate` value that holds exactly one challenge (RFC 9110 §11.6.1) in the form Bearer uses, with
 * every value quoted.
 *
 * @returns null when it does not parse to its last character, or names a parameter twice.
 *
 * @example
 * ```ts
 * import { parseChallenge } from '@cognito-guard/testing/conformance';
 *
 * parseChallenge('Bearer error="invalid_token"'); // { scheme: 'Bearer', params: { error: 'invalid_token' } }
 * ```
 */
export function parseChallenge(value: string): ParsedChallenge | null {
  const [, scheme, rest = ''] = schemeAndRest.exec(value) ?? [];
  if (scheme === undefined) return null;
  const params = new Map<string, string>();
  param.lastIndex = 0;
  let end = 0;
  while (end < rest.length) {
    const [match, name = '', text = ''] = param.exec(rest) ?? [];
    if (match === undefined || params.has(name.toLowerCase())) return null;
    params.set(name.toLowerCase(), text);
    end = param.lastIndex;
  }
  return rest.endsWith(',') || rest.endsWith(', ') ? null : { scheme, params: Object.fromEntries(params) };
}
