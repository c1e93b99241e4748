import { type ProtectedResourceOptions, protectedResource } from '@cognito-guard/core/http';
import type { MiddlewareHandler } from 'hono';

/**
 * Serves an API's protected resource metadata (RFC 9728), in which a client finds the authorization server after a 401.
 *
 * @param options - `resource` and `authorizationServers`; `scopesSupported` and `resourceName` are optional.
 * @returns Middleware that answers at the document's own path and passes every other request on. Mount it for all
 *   paths, in front of `authenticate`. Its `url` is the document's URL, for `resourceMetadata` of `authenticate`.
 * @throws TypeError for an invalid option.
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
