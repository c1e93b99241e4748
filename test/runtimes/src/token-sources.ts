import * as tokenSources from '@cognito-guard/core/http';
import { type ConformanceTokenSource, tokenSourceOf } from '@cognito-guard/testing/conformance';

/** The token source that a route of the suite names. */
export const sourceOf = (source: ConformanceTokenSource): tokenSources.TokenSource =>
  tokenSourceOf(source, tokenSources);
