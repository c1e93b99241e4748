import { bearer, cookie, query, type TokenSource } from '@cognito-guard/core/http';
import type { ConformanceTokenSource } from '@cognito-guard/testing/conformance';

/** The token source that a route of the suite names. */
export const sourceOf = (source: ConformanceTokenSource): TokenSource => {
  if (source.from === 'bearer') return bearer();
  return source.from === 'cookie' ? cookie(source.name) : query(source.name);
};
