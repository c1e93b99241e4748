import { AuthError } from '../errors/auth-error.ts';
import { isText } from '../lib/value-types.ts';
import type { WaitUntil } from '../lib/wait-until.ts';

/** The parts of a request that can contain a token, as an adapter's reader returns them. */
export interface HttpRequest {
  /**
   * @param name - A header's name in lower case.
   * @returns Its values as the host gives them: a list with one value per header line, or one joined string.
   */
  header(name: string): string | readonly string[] | undefined;
  /**
   * @param name - A query parameter's name.
   * @returns Its values, decoded.
   */
  query(name: string): string | readonly string[] | undefined;
  /** The method. Default none, for hosts that do not give it. */
  readonly method?: string | undefined;
  /** The URL as the host received it, absolute or from the path on. Default none, for hosts that do not give it. */
  readonly url?: string | undefined;
  /** Keeps the runtime alive for work after the response, where the host supports it: `ctx.waitUntil` on Workers. */
  readonly waitUntil?: WaitUntil;
}

/** Reads the tokens of one part of a request. */
export interface TokenSource {
  /**
   * @returns All tokens in that part.
   * @throws {@link AuthError} `malformed_credentials`, `multiple_tokens`, `cross_site_request`.
   */
  (request: HttpRequest): readonly string[];
  /** Whether that part belongs to the URL: shared caches must not store the answer (RFC 6750 §2.3). Default false. */
  readonly isInUrl?: boolean;
}

/** The name of a function that returns a token source, as {@link sourceMaker} sets it; undefined of other values. */
export const sourceNameOf = (value: unknown): unknown =>
  typeof value === 'function' ? Reflect.get(value, 'sourceName') : undefined;

/**
 * Names a function that returns a token source. A caller may pass the function itself as a token source; its own name would
 * not identify it in a minified bundle, and the function would be called with a request.
 */
export const sourceMaker = <Make extends object>(sourceName: string, make: Make): Make =>
  Object.assign(make, { sourceName });

const multiple = (): AuthError => new AuthError('multiple_tokens');

/** A header's values, one per line where the host separates them. */
export const valuesOf = (values: string | readonly string[] | undefined): readonly string[] =>
  values === undefined ? [] : isText(values) ? [values] : values;

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

/**
 * RFC 9110 §5.5: a field value does not include the spaces and tabs around it. Most hosts trim them. This is a loop,
 * because a pattern for trailing spaces takes quadratic time.
 */
export const trim = (text: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
};

/**
 * RFC 9110 §11.4: a scheme, one or more spaces, and for Bearer one token (RFC 6750 §2.1). It searches for separators,
 * because a pattern over 1,000 characters takes longer than the rest of a request on a cache hit.
 */
const bearerToken = (credentials: string): string | undefined => {
  if (credentials.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  let start = 7;
  while (credentials[start] === ' ') start++;
  const token = credentials.slice(start);
  return token !== '' && [' ', '\t', ',', ';'].every((separator) => !token.includes(separator)) ? token : undefined;
};
const bearerSchemePattern = /^bearer(?:\s|$)/i;

/** RFC 7515 §7.1: three base64url segments; the first encodes a JSON object. */
const compactJwtPattern = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** RFC 9110 §5.6.4, or a quote without an end. The second part always matches, so the search is linear. */
const quotedStringPattern = /"(?:[^"\\]|\\.)*("|\\?$)/gs;

/** Commas inside a quoted-string are not separators. */
const withoutQuotedStrings = (value: string): string =>
  value.replace(quotedStringPattern, (match, end) => (end === '"' ? '' : match));

/**
 * Reads the token from `Authorization: Bearer …` (RFC 6750 §2.1).
 *
 * Hosts return repeated headers as a list, or joined by commas or semicolons. This source joins them first, so that the
 * result is the same on every host. Credentials of another scheme are not a token: RFC 6750 §3.1 treats an unsupported
 * method like a missing one. The scheme without exactly one token, and a JWT without a scheme, are
 * `malformed_credentials` (§3.1, invalid_request); beside other credentials they are `multiple_tokens`.
 *
 * @returns The source.
 */
export const bearer: () => TokenSource = /* @__PURE__ */ sourceMaker(
  'bearer',
  (): TokenSource => (request) => {
    const given = request.header('authorization');
    const value = trim(isText(given) ? given : valuesOf(given).join(', '));
    const token = bearerToken(value);
    if (token !== undefined) return [token];
    const parts = withoutQuotedStrings(value)
      .split(/[,;]/)
      .map(trim)
      .filter((part) => part !== '');
    if (!parts.some((part) => bearerSchemePattern.test(part) || compactJwtPattern.test(part))) return [];
    throw parts.length > 1 ? multiple() : new AuthError('malformed_credentials');
  },
);

/**
 * Reads the name of a header's or a URL's part.
 *
 * @param maker - The source's function, for messages: `query`.
 * @throws TypeError where the name does not match the pattern.
 */
export const readName = (maker: string, name: unknown, pattern: RegExp): string => {
  if (isText(name) && pattern.test(name)) return name;
  throw new TypeError(`${maker}(name) must have the name to read; got ${JSON.stringify(name) ?? String(name)}.`);
};

/**
 * Reads the token from the query string, for clients that cannot send a header, such as a browser's WebSocket. Logs and
 * histories store URLs (RFC 6750 §2.3), so this source is never a default, and a 2xx answer gets
 * `Cache-Control: private` unless the application sets that header.
 *
 * @param name - The parameter's name, such as `access_token`.
 * @returns The source.
 * @throws TypeError where the name is empty.
 */
export const query: (name: string) => TokenSource = /* @__PURE__ */ sourceMaker(
  'query',
  (name: string): TokenSource => {
    const parameter = readName('query', name, /./);
    const read = (request: HttpRequest): readonly string[] =>
      valuesOf(request.query(parameter)).filter((value) => value !== '');
    return Object.assign(read, { isInUrl: true });
  },
);

/**
 * Returns the values of a parameter in a URL, for hosts that give the URL only.
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

/** A token, and the source that found it. */
interface FoundToken {
  readonly token: string;
  readonly source: TokenSource;
}

/** Like {@link readToken}; also returns the source. */
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
 * Returns the token of a request. A request with two tokens is an error, even where they are equal (RFC 6750 §2).
 *
 * @param request - The request, as an adapter's reader returns it.
 * @param sources - The sources; all of them are read.
 * @returns The token; undefined where no source finds one.
 * @throws {@link AuthError} `multiple_tokens`, `malformed_credentials`, `cross_site_request`.
 */
export const readToken = (request: HttpRequest, sources: readonly TokenSource[]): string | undefined =>
  findToken(request, sources)?.token;
