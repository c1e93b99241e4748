import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import type { AuthenticateOptions } from '@cognito-guard/core/http';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { authenticate, getAuth } from './hooks.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The verified token; defined where {@link cognitoGuard} is registered. The same as `getAuth(request)`: reading it is
     * 401 `missing_token` for an anonymous request.
     */
    readonly auth: Auth;
  }
}

/** Options of {@link cognitoGuard}. */
export interface CognitoGuardOptions<Use extends TokenUse | null = TokenUse | null> extends AuthenticateOptions {
  /** Made once, by `createVerifier`. */
  readonly verifier: Verifier<Use>;
}

const guard: FastifyPluginAsync<CognitoGuardOptions> = async (app, { verifier, ...options }) => {
  app.decorateRequest('auth', {
    getter(this: FastifyRequest) {
      return getAuth(this);
    },
  });
  app.addHook('onRequest', authenticate(verifier, options));
};

/**
 * Guards every route of the scope in which it is registered, and of the scopes registered in it later, and defines
 * `request.auth`. It is a plugin by `fastify-plugin`: it guards its parent. For some routes only, register it in a scope
 * of their own. It runs as `onRequest`, before the body is read.
 *
 * @throws TypeError, when the app gets ready, naming the option, what was given and what is expected.
 * @example
 * ```ts
 * import { authorize, cognitoGuard } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * app.get('/health', async () => 'ok');
 * app.register(
 *   async (api) => {
 *     await api.register(cognitoGuard, { verifier });
 *     api.get('/me', async (request) => ({ sub: request.auth.subject }));
 *     api.delete('/orders/:id', { onRequest: authorize({ anyGroup: ['admins'] }) }, async () => null);
 *   },
 *   { prefix: '/api' },
 * );
 * ```
 */
export const cognitoGuard: FastifyPluginAsync<CognitoGuardOptions> = fastifyPlugin(guard, {
  name: '@cognito-guard/fastify',
  fastify: '5.x',
});
