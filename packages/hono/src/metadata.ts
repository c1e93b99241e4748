import { type ProtectedResourceOptions, protectedResource } from '@cognito-guard/core/http';
import type { MiddlewareHandler } from 'hono';

/**
 * Serves an API's protected resource metadata (RFC 9728), which leads a client from a 401 to the place where tokens
 * come from.
 *
 * @param options - `resource` and `authorizationServers`; `scopesSupported` and `resourceName` where you want them.
 * @returns Middleware that answers at the document's own path and passes everything else on. Mount it for all paths, in
 * front of `authenticate`. Its `url` is where the document is, for `resourceMetadata` of `authenticate`.
 * @throws TypeError naming the option, what was given and what is expected.
 * @example
 * ```ts
 * import { authenticate, protectedResourceMetadata } from '@cognito-guard/hono';
 * import { Hono } from 'hono';
 *
 * const metadata = protectedResourceMetadata({
 *   resource: 'https://api.example.com/mcp',
 *   authorizationServers: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'],
 * });
 * new Hono().use(metadata).use('/mcp', authenticate(verifier, { resourceMetadata: metadata.url }));
 * ```
 */
export const protectedResourceMetadata = (
  options: ProtectedResourceOptions,
): MiddlewareHandler & { readonly url: string } => {
  const { url, answer } = protectedResource(options);
  const handler: MiddlewareHandler = async (context, next) => {
    const found = answer(context.req.method, context.req.url);
    if (found === undefined) return next();
    return context.newResponse(found.body, found.status, found.headers);
  };
  return Object.assign(handler, { url });
};
