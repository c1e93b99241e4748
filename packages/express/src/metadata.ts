import { type ProtectedResourceOptions, protectedResource } from '@cognito-guard/core/http';
import type { RequestHandler } from 'express';

/**
 * Serves an API's protected resource metadata (RFC 9728), which leads a client from a 401 to the place where tokens
 * come from.
 *
 * @param options - `resource` and `authorizationServers`; `scopesSupported` and `resourceName` where you want them.
 * @returns Middleware that answers at the document's own path, wherever it is mounted, and passes everything else on.
 * Mount it in front of `authenticate`. Its `url` is where the document is, for `resourceMetadata` of `authenticate`.
 * @throws TypeError naming the option, what was given and what is expected.
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
