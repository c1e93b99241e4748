import { type ProtectedResourceOptions, protectedResource } from '@cognito-guard/core/http';
import type { RequestHandler } from 'express';

/**
 * Serves an API's protected resource metadata (RFC 9728), in which a client finds the authorization server after a 401.
 *
 * @param options - `resource` and `authorizationServers`; `scopesSupported` and `resourceName` are optional.
 * @returns Middleware that answers at the document's own path, wherever it is mounted, and passes every other request
 *   on. Mount it in front of `authenticate`. Its `url` is the document's URL, for `resourceMetadata` of `authenticate`.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { authenticate, protectedResourceMetadata } from '@cognito-guard/express';
 *
 * const metadata = protectedResourceMetadata({
 *   resource: 'https://api.example.com/mcp',
 *   authorizationServers: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'],
 * });
 * app.use(metadata);
 * app.use('/mcp', authenticate(verifier, { resourceMetadata: metadata.url }));
 * ```
 */
export const protectedResourceMetadata = (
  options: ProtectedResourceOptions,
): RequestHandler & { readonly url: string } => {
  const { url, answer } = protectedResource(options);
  const handler: RequestHandler = (request, response, next) => {
    const found = answer(request.method, request.originalUrl);
    if (found === undefined) next();
    else
      response
        .status(found.status)
        .set(found.headers)
        .end(found.body ?? undefined);
  };
  return Object.assign(handler, { url });
};
