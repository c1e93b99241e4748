import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, fail, type Reader, textLike, url } from '../lib/option-values.ts';
import { scopeToken } from '../token/requirement-options.ts';

/** The metadata that an API publishes for OAuth clients (RFC 9728 §2). */
export interface ProtectedResourceOptions {
  /**
   * The API's own URL as its clients know it, such as `https://api.example.com/mcp`. The path of the metadata document
   * follows from it (RFC 9728 §3.1), and clients compare it with the URL that they call.
   */
  readonly resource: string;
  /**
   * The issuers of its tokens, the preferred one first: the issuer of your pool, such as
   * `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz`, or of the proxy in front of it. A verifier
   * accepts both issuer formats of a pool and does not know which one the pool publishes, so this option has no
   * default.
   */
  readonly authorizationServers: readonly string[];
  /** `scopes_supported`: scopes that clients may request. Default none. */
  readonly scopesSupported?: readonly string[];
  /** `resource_name`: the API's name for display to a user. Default none. */
  readonly resourceName?: string;
}

/** A complete response, for an adapter to write. */
export interface MetadataAnswer {
  readonly status: 200 | 204;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or null for a response without a body. */
  readonly body: string | null;
}

/** A protected resource's metadata, ready to be served. Made by {@link protectedResource}. */
export interface ProtectedResource {
  /** The URL of the document: for `resourceMetadata` of `authenticate`. */
  readonly url: string;
  /**
   * @param method - The request's method, in upper case.
   * @param url - The request's URL, absolute or from the path on.
   * @returns The response; undefined for a request to any other path.
   */
  readonly answer: (method: string, url: string) => MetadataAnswer | undefined;
}

const name = 'protectedResourceMetadata';
const wellKnown = '/.well-known/oauth-protected-resource';

const issuers: Reader<readonly string[]> = (given, path) => {
  const expected =
    'a non-empty array of issuers like "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz"';
  if (!Array.isArray(given) || given.length === 0) return fail(path, given, expected);
  return Array.from(given, (one, index) => url(one, `${path}[${index}]`));
};

const schema = {
  resource: url,
  authorizationServers: issuers,
  scopesSupported: optional(
    arrayLike('a non-empty array of scopes, each without spaces, quotes or backslashes', scopeToken),
  ),
  resourceName: optional(textLike(/\S/, 'a non-empty string')),
} satisfies Schema<ProtectedResourceOptions>;

/** A trailing slash is ignored: some clients drop it, and some keep it. */
const withoutSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);

/**
 * The document is public, and a client in a browser sends the header `MCP-Protocol-Version`, which triggers a
 * preflight.
 */
const documentHeaders = Object.freeze({ 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' });
const preflight: MetadataAnswer = Object.freeze({
  status: 204,
  headers: Object.freeze({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET',
    'Access-Control-Allow-Headers': '*',
  }),
  body: null,
});

/**
 * Compiles an API's protected resource metadata (RFC 9728), the document in which a client finds the authorization
 * server after a 401. Model Context Protocol clients require it.
 *
 * @param options - {@link ProtectedResourceOptions}.
 * @returns The document's URL, and the responses to requests for it: GET, HEAD, and a browser's preflight.
 * @throws TypeError for an invalid option.
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-3
 * @example
 * ```ts
 * import { protectedResource } from '@cognito-guard/core/http';
 *
 * const metadata = protectedResource({
 *   resource: 'https://api.example.com/mcp',
 *   authorizationServers: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'],
 * });
 * console.log(metadata.url); // https://api.example.com/.well-known/oauth-protected-resource/mcp
 *
 * const handle = (request: Request): Response => {
 *   const answer = metadata.answer(request.method, request.url);
 *   return answer === undefined ? new Response('something else') : new Response(answer.body, answer);
 * };
 * ```
 */
export const protectedResource = (options: ProtectedResourceOptions): ProtectedResource => {
  const { resource, ...settings } = readOptions(name, options, schema, `${name}: `);
  const body = JSON.stringify({
    resource,
    authorization_servers: settings.authorizationServers,
    // JSON.stringify leaves out members without a value (RFC 9728 §3.2).
    scopes_supported: settings.scopesSupported,
    bearer_methods_supported: ['header'],
    resource_name: settings.resourceName,
  });
  const found: MetadataAnswer = Object.freeze({ status: 200, headers: documentHeaders, body });

  const { origin, pathname } = new URL(resource);
  // RFC 9728 §3.1: the well-known path goes between host and path; the path `/` counts as empty.
  const path = `${wellKnown}${pathname === '/' ? '' : pathname}`;
  const isHere = (url: string): boolean =>
    url.includes(wellKnown) &&
    URL.canParse(url, origin) &&
    withoutSlash(new URL(url, origin).pathname) === withoutSlash(path);

  return Object.freeze({
    url: `${origin}${path}`,
    answer: (method: string, url: string) => {
      const answer = method === 'OPTIONS' ? preflight : method === 'GET' || method === 'HEAD' ? found : undefined;
      return answer !== undefined && isHere(url) ? answer : undefined;
    },
  });
};
