import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { arrayLike, fail, type Reader, textLike, url } from '../lib/option-values.ts';
import { scopeToken } from '../token/requirements.ts';

/** What an API says about itself to clients that look for a way in (RFC 9728 §2). */
export interface ProtectedResourceOptions {
  /**
   * The API's own URL as its clients know it, such as `https://api.example.com/mcp`. It decides where the document is
   * served (RFC 9728 §3.1), and clients compare it with the URL that they call.
   */
  readonly resource: string;
  /**
   * Who issues tokens for it, the preferred one first: the issuer of your pool, such as
   * `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz`, or of the proxy in front of it. Say which:
   * a verifier accepts both of a pool's issuer formats and cannot know which of them your pool publishes.
   */
  readonly authorizationServers: readonly string[];
  /** Scopes that clients may ask for. Default: none are named. */
  readonly scopesSupported?: readonly string[];
  /** What to call the API in front of a person. Default none. */
  readonly resourceName?: string;
}

/** A whole answer, for an adapter to write. */
export interface MetadataAnswer {
  readonly status: 200 | 204;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or null where the answer has no body. */
  readonly body: string | null;
}

/** A protected resource's metadata, ready to be served. Made by {@link protectedResource}. */
export interface ProtectedResource {
  /** Where clients find the document: for `resourceMetadata` of `authenticate`. */
  readonly url: string;
  /**
   * @param method - The request's method, in upper case.
   * @param url - The request's URL, absolute or from the path on.
   * @returns The answer; undefined for every request that is not for the document.
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

/** One slash at the end makes no other document: clients differ in whether they keep it. */
const withoutSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);

/** The document is public, and a client in a browser asks for it with a header of its own, `MCP-Protocol-Version`. */
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
 * Compiles an API's protected resource metadata (RFC 9728), the document that leads a client from a 401 to the place
 * where tokens come from. Model Context Protocol clients depend on it.
 *
 * @param options - {@link ProtectedResourceOptions}.
 * @returns The document's URL, and the answer to requests for it: GET and HEAD, and a browser's preflight.
 * @throws TypeError naming the option, what was given and what is expected.
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
  // RFC 9728 §3.1: between host and path; a path that is only a slash counts as none.
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
