import { type ProtectedResourceOptions, protectedResource } from '@cognito-guard/core/http';
import type { FastifyPluginAsync } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/**
 * Serves an API's protected resource metadata (RFC 9728), by which a client finds the authorization server after a 401.
 *
 * @param options - `resource` and `authorizationServers`; `scopesSupported` and `resourceName` are optional.
 * @returns A plugin that answers at the document's path, independent of the prefix. Register it at the root, before
 * `cognitoGuard`. Its `url` is the URL of the document, for `resourceMetadata` of `authenticate` and `cognitoGuard`.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { cognitoGuard, protectedResourceMetadata } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const metadata = protectedResourceMetadata({
 *   resource: 'https://api.example.com/mcp',
 *   authorizationServers: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'],
 * });
 * const app = Fastify();
 * await app.register(metadata);
 * await app.register(cognitoGuard, { verifier, resourceMetadata: metadata.url });
 * ```
 */
export const protectedResourceMetadata = (
  options: ProtectedResourceOptions,
): FastifyPluginAsync & { readonly url: string } => {
  const { url, answer } = protectedResource(options);
  const plugin: FastifyPluginAsync = async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      const found = answer(request.method, request.originalUrl);
      if (found !== undefined)
        return reply
          .code(found.status)
          .headers(found.headers)
          .send(found.body ?? undefined);
    });
  };
  return Object.assign(fastifyPlugin(plugin, { name: '@cognito-guard/fastify/metadata', fastify: '5.x' }), { url });
};
