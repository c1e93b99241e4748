import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import type { AuthenticateOptions } from '@cognito-guard/core/http';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { authenticate, getAuth } from './hooks.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The verified token, where {@link cognitoGuard} is registered. Equals `getAuth(request)`: for an anonymous request,
     * the getter throws `missing_token` (401).
     */
    readonly auth: Auth;
  }
}

/** Options of {@link cognitoGuard}. */
export interface CognitoGuardOptions<Use extends TokenUse | null = TokenUse | null> extends AuthenticateOptions {
  /** A verifier from `createVerifier`. */
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
 * Guards every route of the scope in which it is registered, including scopes registered in it later, and defines
 * `request.auth`. `fastify-plugin` wraps it, so it guards its parent scope. To guard only some routes, register it in a
 * separate scope. It runs as `onRequest`, before Fastify reads the body.
 *
 * @throws TypeError from `app.ready()` for an invalid option.
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
