import { type HttpRequest, queryOfUrl } from './token-source.ts';

/**
 * The parts of Node's request that can contain a token: those of `http.IncomingMessage` and `http2.Http2ServerRequest`.
 */
export interface NodeRequest {
  /** By lower-case name. A header that earlier middleware removed is absent, even where `rawHeaders` still has it. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn, as sent. Absent in requests that a Lambda wrapper makes. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** The URL as sent, before a router removes a prefix. */
  readonly url?: string | undefined;
  readonly method?: string | undefined;
}

/**
 * Node drops repeated headers from `headers` and keeps all of them in `rawHeaders`. Searching `rawHeaders` for one name
 * is faster than `headersDistinct`, which sorts them all.
 */
const rawValues = (rawHeaders: readonly string[], wanted: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);

/**
 * Reads a request of Node's HTTP servers, for adapters of frameworks that run on them.
 *
 * @param request - Node's request, or a framework's that has these members.
 * @returns The request, for {@link AuthStore} and {@link readToken}. A repeated header has all its values.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { bearer, readNodeRequest, readToken } from '@cognito-guard/core/http';
 *
 * createServer((request, response) => {
 *   const token = readToken(readNodeRequest(request), [bearer()]);
 *   response.end(token === undefined ? 'anonymous' : 'with a token');
 * });
 * ```
 */
export const readNodeRequest = ({ headers, rawHeaders = [], url = '', method }: NodeRequest): HttpRequest => ({
  method,
  url,
  header: (name) => {
    // HTTP/2 sends :authority in place of Host (RFC 9113 §8.3.1).
    const value = headers[name] ?? (name === 'host' ? headers[':authority'] : undefined);
    if (value === undefined) return undefined;
    const sent = rawValues(rawHeaders, name);
    return sent.length > 1 ? sent : value;
  },
  query: (name) => queryOfUrl(url, name),
});
