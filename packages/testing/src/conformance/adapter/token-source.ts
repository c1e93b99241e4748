/** Where a route reads its token. */
export type ConformanceTokenSource =
  | { readonly from: 'bearer' }
  | { readonly from: 'cookie'; readonly name: string; readonly options?: ConformanceCookieOptions }
  | { readonly from: 'query'; readonly name: string }
  | { readonly from: 'amplifyCookie'; readonly clientId: string }
  | { readonly from: 'webSocketProtocol' };

/** The options of a route's cookie. */
export interface ConformanceCookieOptions {
  readonly crossSite?: 'refuse' | 'accept';
  readonly origins?: readonly string[];
}

/** The functions that make token sources, as `@cognito-guard/core/http` and the adapters export them. */
export interface ConformanceTokenSources<Source> {
  bearer(): Source;
  cookie(name: string, options?: ConformanceCookieOptions): Source;
  query(name: string): Source;
  amplifyCookie(options: { readonly clientId: string }): Source;
  webSocketProtocol(): Source;
}

/**
 * Makes the token source of a route.
 *
 * @param source - From `conformanceRoutes`.
 * @param sources - The functions of the package under test, such as `import * as sources from
 *   '@cognito-guard/core/http'`.
 * @returns The source, for the option `token` of `authenticate`.
 * @example
 * ```ts
 * import * as sources from '@cognito-guard/core/http';
 * import { conformanceRoutes, tokenSourceOf } from '@cognito-guard/testing/conformance';
 *
 * for (const { authenticate } of conformanceRoutes) {
 *   for (const one of authenticate) console.log(one.sources.map((source) => tokenSourceOf(source, sources)));
 * }
 * ```
 */
export function tokenSourceOf<Source>(
  source: ConformanceTokenSource,
  sources: ConformanceTokenSources<Source>,
): Source {
  switch (source.from) {
    case 'bearer':
      return sources.bearer();
    case 'cookie':
      return sources.cookie(source.name, source.options);
    case 'query':
      return sources.query(source.name);
    case 'amplifyCookie':
      return sources.amplifyCookie({ clientId: source.clientId });
    case 'webSocketProtocol':
      return sources.webSocketProtocol();
  }
}
