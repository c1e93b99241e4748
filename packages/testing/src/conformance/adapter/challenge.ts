/** A parsed `WWW-Authenticate` value. */
export interface ParsedChallenge {
  /** As spelled, for example `Bearer`. */
  readonly scheme: string;
  /** Values without their quotes; names in lower case. */
  readonly params: Readonly<Record<string, string>>;
}

const schemePattern = /^([\w!#$%&'*+.^`|~-]+)(?: +(\S.*))?$/;
// Quoted text by RFC 6750 §3: printable ASCII without quote and backslash, so that no value can end the quotes.
const paramPattern = /([\w!#$%&'*+.^`|~-]+)="([ !#-[\]-~]*)"(?:, *|$)/y;

/**
 * Parses a `WWW-Authenticate` value with exactly one challenge (RFC 9110 §11.6.1), every value quoted as Bearer does.
 *
 * @returns The challenge; null when the value does not parse completely, or repeats a parameter.
 *
 * @example
 * ```ts
 * import { parseChallenge } from '@cognito-guard/testing/conformance';
 *
 * parseChallenge('Bearer error="invalid_token"'); // { scheme: 'Bearer', params: { error: 'invalid_token' } }
 * ```
 */
export function parseChallenge(value: string): ParsedChallenge | null {
  const [, scheme, rest = ''] = schemePattern.exec(value) ?? [];
  if (scheme === undefined) return null;
  const params = new Map<string, string>();
  paramPattern.lastIndex = 0;
  let end = 0;
  while (end < rest.length) {
    const [match, name = '', text = ''] = paramPattern.exec(rest) ?? [];
    if (match === undefined || params.has(name.toLowerCase())) return null;
    params.set(name.toLowerCase(), text);
    end = paramPattern.lastIndex;
  }
  return rest.endsWith(',') || rest.endsWith(', ') ? null : { scheme, params: Object.fromEntries(params) };
}
