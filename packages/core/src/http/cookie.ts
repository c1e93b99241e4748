import { readOptions } from '../lib/option-schema.ts';
import { fail } from '../lib/option-values.ts';
import { type CookieOptions, crossSiteSchema, withinSite } from './cross-site.ts';
import { type HttpRequest, readName, sourceMaker, type TokenSource, trim, valuesOf } from './token-source.ts';

/** RFC 6265 §4.1.1: a cookie's name. */
export const cookieNamePattern: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 6265bis §4.1.3, in any spelling. */
const prefixPattern = /^__(host|secure)[-_]/i;

/**
 * Refuses the name of a cookie with a misspelt prefix, which protects nothing.
 *
 * @param path - The name's place, for messages.
 * @throws TypeError where the prefix is neither `__Host-` nor `__Secure-`.
 */
export const assertPrefix = (path: string, name: string): void => {
  const [found = '', kind] = prefixPattern.exec(name) ?? [];
  const prefix = kind === undefined ? '' : kind.toLowerCase() === 'host' ? '__Host-' : '__Secure-';
  if (found === prefix) return;
  const hint = `Did you mean "${prefix}${name.slice(found.length)}"?`;
  fail(path, name, `a name whose prefix is spelt "${prefix}"`, undefined, hint);
};

/** The cookies of a request, each `name=value`. */
export const cookiesOf = (request: HttpRequest): readonly string[] =>
  valuesOf(request.header('cookie'))
    .flatMap((line) => line.split(';'))
    .map(trim);

/** RFC 6265 §4.1.1: a value may be quoted. */
export const unquote = (value: string): string => value.replace(/^"(.*)"$/, '$1');

/**
 * Reads the token from a cookie. A browser adds a cookie to requests that pages of other sites make (cross-site request
 * forgery), so this source refuses them with `cross_site_request` (403), unless `crossSite` is `accept`. A request
 * without the cookie is not checked.
 *
 * In this order:
 *
 * 1. An `Origin` in `origins` is accepted.
 * 2. `Sec-Fetch-Site: same-origin` and `none` (an address that the user typed) are accepted. `same-site`, another
 *    subdomain, and `cross-site` are refused. A link is accepted: a navigation of the whole page by GET or HEAD, which
 *    must not change anything (RFC 9110 §9.2.1).
 * 3. Without `Sec-Fetch-Site`, `Origin` must name the request's `Host`. `Origin: null` is refused. Behind a proxy that
 *    changes `Host`, list the API's own origin in `origins`.
 * 4. Without both headers, the client is no browser, and is accepted.
 *
 * A WebSocket's upgrade is checked in the same way. Choose a name with the prefix `__Host-`: a browser then accepts the
 * cookie only from the host itself, over TLS, for all paths.
 *
 * @param name - The cookie's name.
 * @param options - {@link CookieOptions}.
 * @returns The source.
 * @throws TypeError for a name that is not a cookie's, a misspelt prefix, or an invalid option.
 * @see https://www.rfc-editor.org/rfc/rfc6265
 * @see https://www.w3.org/TR/fetch-metadata/
 * @example
 * ```ts
 * import { authenticate, cookie } from '@cognito-guard/express';
 *
 * app.use(authenticate(verifier, { token: cookie('__Host-session', { origins: ['https://app.example.com'] }) }));
 * ```
 */
export const cookie: (name: string, options?: CookieOptions) => TokenSource = /* @__PURE__ */ sourceMaker(
  'cookie',
  (name: string, options: CookieOptions = {}): TokenSource => {
    const start = `${readName('cookie', name, cookieNamePattern)}=`;
    assertPrefix('cookie(name)', name);
    return withinSite('cookie', readOptions('cookie: options', options, crossSiteSchema), (request) =>
      cookiesOf(request)
        .filter((pair) => pair.startsWith(start))
        .map((pair) => unquote(pair.slice(start.length)))
        .filter((value) => value !== ''),
    );
  },
);
