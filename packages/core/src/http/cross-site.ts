import { refusal } from '../errors/refusal.ts';
import { optional, type Resolved } from '../lib/option-schema.ts';
import { fail, oneOf, type Reader } from '../lib/option-values.ts';
import { isText } from '../lib/value-types.ts';
import type { HttpRequest, TokenSource } from './token-source.ts';

/** Options of `cookie`: which sites may make requests that carry the cookie. */
export interface CookieOptions {
  /**
   * What to do with a request that a page of another site made, and to which the browser added the cookie. Default
   * `refuse`: it is `cross_site_request` (403). `accept` is for applications with a protection of their own, such as a
   * token in each form.
   */
  readonly crossSite?: 'refuse' | 'accept';
  /**
   * Other origins whose pages may use the cookie, such as `https://app.example.com` for an API on
   * `https://api.example.com`, without wildcards. Default none: pages of the API's own origin only. Browsers send no
   * `Origin` for images, frames and scripts, so that those of other origins are refused all the same.
   */
  readonly origins?: readonly string[];
}

const loopbackPattern = /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/** RFC 6454 §6.2: a browser sends scheme, host and port, in lower case and without a default port. */
const isOrigin = (given: unknown): given is string =>
  isText(given) &&
  URL.canParse(given) &&
  new URL(given).origin === given &&
  !given.includes('*') &&
  (given.startsWith('https:') || loopbackPattern.test(given));

const origins: Reader<readonly string[]> = (given, path) => {
  const expected = 'a non-empty array of origins like "https://app.example.com" (http: on loopback only)';
  const list: readonly unknown[] = Array.isArray(given) ? Array.from(given) : [];
  if (list.length > 0 && list.every(isOrigin)) return Object.freeze(list);
  const wrong = list.find((one) => !isOrigin(one));
  if (isText(wrong) && wrong.includes('*')) {
    return fail(path, given, expected, undefined, 'Wildcards are not supported: list each origin.');
  }
  const meant = isText(wrong) && URL.canParse(wrong) ? new URL(wrong).origin : undefined;
  return isOrigin(meant)
    ? fail(path, given, expected, undefined, `Did you mean "${meant}"?`)
    : fail(path, given, expected);
};

/** {@link CookieOptions}, resolved. */
type CrossSiteSettings = Resolved<CookieOptions, { readonly origins: readonly string[] }>;

/** The declaration of {@link CookieOptions}, for the options of token sources. */
export const crossSiteSchema: { readonly [Name in keyof CrossSiteSettings]: Reader<CrossSiteSettings[Name]> } = {
  crossSite: optional(oneOf('refuse', 'accept'), 'refuse'),
  origins: optional(origins, []),
};

const headerOf = (request: HttpRequest, name: string): string => [request.header(name) ?? []].flat().join(', ');

/**
 * A link from another site to the API, which `SameSite=Lax` allows, too. A browser sends `Origin` with every method but
 * GET and HEAD (Fetch §3.1), so that a form that posts is no such navigation. A frame is none either.
 */
const isLink = (request: HttpRequest): boolean =>
  headerOf(request, 'sec-fetch-mode') === 'navigate' &&
  headerOf(request, 'sec-fetch-dest') === 'document' &&
  headerOf(request, 'origin') === '';

/** The scheme is the caller's: a server behind a proxy does not know its own. */
const isOwnOrigin = (request: HttpRequest, origin: string): boolean => {
  const [scheme = ''] = origin.split('//', 1);
  const own = `${scheme}//${headerOf(request, 'host')}`;
  return URL.canParse(own) && new URL(own).origin === origin;
};

const otherSite = 'Sec-Fetch-Site names another origin, and Origin is not in origins.';
const noOrigin = 'Sec-Fetch-Site names another origin, and Origin is absent: no entry of origins can match.';
const otherOrigin = 'Origin is neither the host of the request nor in origins, and Sec-Fetch-Site is absent.';

/**
 * Browsers send `Sec-Fetch-Site` and `Origin`, and no page can change them. A client that sends neither is no browser:
 * it adds no cookie on behalf of a page.
 */
const refusalOf = (request: HttpRequest, accepted: readonly string[]): string | undefined => {
  const origin = headerOf(request, 'origin');
  if (accepted.includes(origin)) return undefined;
  const site = headerOf(request, 'sec-fetch-site');
  if (site !== '') {
    if (['same-origin', 'none'].includes(site) || isLink(request)) return undefined;
    return origin === '' ? noOrigin : otherSite;
  }
  return origin === '' || isOwnOrigin(request, origin) ? undefined : otherOrigin;
};

/**
 * Adds the check to a source that reads cookies.
 *
 * @param maker - The source's function, for messages: `cookie`.
 * @throws TypeError where `origins` has no effect.
 */
export const withinSite = (
  maker: string,
  { crossSite, origins: accepted }: CrossSiteSettings,
  source: TokenSource,
): TokenSource => {
  if (crossSite === 'accept') {
    if (accepted.length === 0) return source;
    throw new TypeError(`${maker}: origins has no effect with crossSite "accept"; leave one of the two out.`);
  }
  return (request) => {
    const tokens = source(request);
    const reason = tokens.length === 0 ? undefined : refusalOf(request, accepted);
    if (reason === undefined) return tokens;
    throw refusal('cross_site_request', reason);
  };
};
