import { type SignOutRouteOptions, signOutRoute } from '@cognito-guard/core/revocation';
import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import { getAuth } from './hooks.ts';

/**
 * The handler of a sign-out route, behind `authenticate` or `cognitoGuard`. It ends the sign-in in Cognito, then writes
 * the revocation store, then clears the cookies and answers 204. Where Cognito or the store fails, it throws an
 * `AuthError` (503, with `Retry-After`), the cookies stay, and the same request can be sent again.
 *
 * Use `POST`, and cookies with `SameSite`: a page of another site must not sign users out.
 *
 * @param options - `store`; `refreshToken`, which reads it from the request, or `everywhere: true`; `cookies` to clear;
 * `cognito` to call Cognito in your own way.
 * @returns The handler.
 * @throws TypeError naming the option, what was given and what is expected.
 * @example
 * ```ts
 * import { memoryRevocationStore } from '@cognito-guard/core/revocation';
 * import { authenticate, signOutHandler } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const store = memoryRevocationStore(); // the verifier's own
 * const refreshToken = ({ body }: { body: unknown }): unknown => (body as { refreshToken?: unknown })?.refreshToken;
 * const app = Fastify();
 * const onRequest = authenticate(verifier);
 * app.post('/sign-out', { onRequest }, signOutHandler({ store, refreshToken }));
 * app.post('/sign-out/everywhere', { onRequest }, signOutHandler({ store, everywhere: true }));
 * ```
 */
export const signOutHandler = (options: SignOutRouteOptions<FastifyRequest>): RouteHandlerMethod => {
  const run = signOutRoute(options, 'signOutHandler');
  return async (request, reply) => {
    const { status, cookies } = await run(getAuth(request), request);
    return reply.code(status).header('Set-Cookie', cookies).send();
  };
};
