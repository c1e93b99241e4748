import { AuthError } from '../errors/auth-error.ts';
import type { WaitUntil } from '../lib/wait-until.ts';

/** What a token can be read from, as an adapter hands it over. */
export interface HttpRequest {
  /**
   * @param name - A header's name in lower case.
   * @returns Its values as the host gives them: a list, one per header line, or one text that the host joined.
   */
  header(name: string): string | readonly string[] | undefined;
  /**
   * @param name - A query parameter's name.
   * @returns Its values, decoded.
   */
  query(name: string): string | readonly string[] | undefined;
  /** Keeps the runtime alive for work behind the response, where the host offers it: `ctx.waitUntil` on Workers. */
  readonly waitUntil?: WaitUntil;
}

/** Reads tokens from one place in a request. */
export interface TokenSource {
  /**
   * @returns Every token found there.
   * @throws {@link AuthError} `malformed_credentials`, `multiple_tokens`.
   */
  (request: HttpRequest): readonly string[];
  /** The place is part of the URL: shared caches must not keep the answer (RFC 6750 §2.3). Default false. */
  readonly isInUrl?: boolean;
}

const multiple = (): AuthError => new AuthError('multiple_tokens');

const valuesOf = (values: string | readonly string[] | undefined): readonly string[] =>
  values === undefined ? [] : typeof values === 'string' ? [values] : values;

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

/**
 * RFC 9110 §5.5: spaces and tabs around a field value are no part of it. Most hosts have cut them off already. Counted
 * rather than matched, because a pattern for trailing spaces takes quadratic time on many of them.
 */
const trim = (text: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
};

/**
 * RFC 9110 §11.4: a scheme, one or more spaces, and for Bearer one token (RFC 6750 §2.1). The token is searched and not
 * matched: a pattern takes longer over 1,000 characters than all the rest of a request that was seen before.
 */
const bearerToken = (credentials: string): string | undefined => {
  if (credentials.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  let start = 7;
  while (credentials[start] === ' ') start++;
  const token = credentials.slice(start);
  return token !== '' && [' ', '\t', ',', ';'].every((separator) => !token.includes(separator)) ? token : undefined;
};
const bearerScheme = /^bearer(?:\s|$)/i;

/** RFC 7515 §7.1: three segments of base64url, the first being a JSON object's. */
const compactJwt = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** RFC 9110 §5.6.4, or a quote that is never closed. The second part can always match, so that the search is linear. */
const quotedString = /"(?:[^"\\]|\\.)*("|\\?$)/gs;

/** Commas inside a quoted-string separate nothing. */
const withoutQuotedStrings = (value: string): string =>
  value.replace(quotedString, (match, end) => (end === '"' ? '' : match));

/**
 * Reads the token from `Authorization: Bearer …` (RFC 6750 §2.1).
 *
 * Hosts hand over repeated headers in different forms: as a list, or joined by commas or semicolons. All of them are
 * joined here first, so that every host gives one answer. Credentials of another scheme count as no token: RFC 6750
 * §3.1 treats an unsupported method like a missing one. The scheme without exactly one token, and a JWT without a scheme,
 * are `malformed_credentials` (§3.1, invalid_request); beside other credentials they are `multiple_tokens`.
 *
 * @returns The source.
 */
export const bearer = (): TokenSource => (request) => {
  const given = request.header('authorization');
  const value = trim(typeof given === 'string' ? given : valuesOf(given).join(', '));
  const token = bearerToken(value);
  if (token !== undefined) return [token];
  const parts = withoutQuotedStrings(value)
    .split(/[,;]/)
    .map(trim)
    .filter((part) => part !== '');
  if (!parts.some((part) => bearerScheme.test(part) || compactJwt.test(part))) return [];
  throw parts.length > 1 ? multiple() : new AuthError('malformed_credentials');
};

const readName = (reader: string, name: unknown, form: RegExp): string => {
  if (typeof name === 'string' && form.test(name)) return name;
  throw new TypeError(`${reader}(name) must have the name to read; got ${JSON.stringify(name) ?? String(name)}.`);
};

/** RFC 6265 §4.1.1: what a cookie may be called. */
export const cookieNamePattern: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * Reads the token from a cookie. A cookie travels by itself: guard what changes state against cross-site requests
 * (`SameSite`, an origin check).
 *
 * @param name - The cookie's name.
 * @returns The source.
 * @throws TypeError where the name is no cookie name.
 */
export const cookie = (name: string): TokenSource => {
  const prefix = `${readName('cookie', name, cookieNamePattern)}=`;
  return (request) =>
    valuesOf(request.header('cookie'))
      .flatMap((value) => value.split(';'))
      .map(trim)
      .filter((pair) => pair.startsWith(prefix))
      .map((pair) => pair.slice(prefix.length).replace(/^"(.*)"$/, '$1'))
      .filter((value) => value !== '');
};

/**
 * Reads the token from the query string, where nothing else can carry it: a browser's WebSocket. URLs end up in logs
 * and histories (RFC 6750 §2.3), so it is never read unless asked for, and a 2xx answer gets `Cache-Control: private`
 * unless the application sets that header.
 *
 * @param name - The parameter's name, such as `access_token`.
 * @returns The source.
 * @throws TypeError where the name is empty.
 */
export const query = (name: string): TokenSource => {
  const parameter = readName('query', name, /./);
  const read = (request: HttpRequest): readonly string[] =>
    valuesOf(request.query(parameter)).filter((value) => value !== '');
  return Object.assign(read, { isInUrl: true });
};

/**
 * The values of a parameter in a URL, for hosts that hand over the URL only.
 *
 * @param url - Absolute, or from the path on.
 * @param name - The parameter's name.
 * @returns Its values, decoded, in order.
 */
export const queryOfUrl = (url: string, name: string): readonly string[] => {
  const [beforeFragment = ''] = url.split('#', 1);
  const start = beforeFragment.indexOf('?');
  return start < 0 ? [] : new URLSearchParams(beforeFragment.slice(start)).getAll(name);
};

/** A token, and where it was found. */
interface FoundToken {
  readonly token: string;
  readonly source: TokenSource;
}

/** As {@link readToken}, with the source. */
export const findToken = (request: HttpRequest, sources: readonly TokenSource[]): FoundToken | undefined => {
  let found: FoundToken | undefined;
  for (const source of sources) {
    for (const token of source(request)) {
      if (found !== undefined) throw multiple();
      found = { token, source };
    }
  }
  return found;
};

/**
 * The one token of a request. Sending it twice is an error even where both are the same (RFC 6750 §2).
 *
 * @param request - As an adapter hands it over.
 * @param sources - Where to look; all of them are looked at.
 * @returns The token, or undefined where there is none.
 * @throws {@link AuthError} `multiple_tokens`, `malformed_credentials`.
 */
export const readToken = (request: HttpRequest, sources: readonly TokenSource[]): string | undefined =>
  findToken(request, sources)?.token;
