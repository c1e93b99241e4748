import { type SignOutRouteOptions, signOutRoute } from '@cognito-guard/core/revocation';
import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import { getAuth } from './hooks.ts';

/**
 * Creates the handler of a sign-out route behind `authenticate` or `cognitoGuard`. It ends the sign-in in Cognito, then
 * writes to the revocation store, then clears the cookies and answers 204. If Cognito or the store fails, it throws an
 * `AuthError` (503, with `Retry-After`) and keeps the cookies, so that the client can retry the request.
 *
 * Use `POST`, and cookies with `SameSite`, so that pages of other sites cannot sign users out.
 *
 * @param options - `store`; `refreshToken`, which reads the refresh token from the request, or `everywhere: true`;
 * `cookies` to clear; `cognito`, which replaces the calls to Cognito.
 * @returns The handler.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { memoryRevocationStore } from '@cognito-guard/core/revocation';
 * import { authenticate, signOutHandler } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const store = memoryRevocationStore(); // the verifier's store
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
