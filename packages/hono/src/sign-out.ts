import { type SignOutRouteOptions, signOutRoute } from '@cognito-guard/core/revocation';
import type { Context, Handler } from 'hono';
import { asException, getAuth } from './middleware.ts';

/**
 * Makes the handler of a sign-out route. Mount it behind {@link authenticate}. It ends the sign-in in Cognito, then
 * writes to the revocation store, then clears the cookies and responds with 204. Where Cognito or the store fails, it
 * throws an `HTTPException` (503, with `Retry-After`), keeps the cookies, and the client can send the same request
 * again.
 *
 * Use `POST`, and cookies with `SameSite`: a page of another site must not sign users out.
 *
 * @param options - `store`; `refreshToken`, which reads it from the request, or `everywhere: true`; `cookies` to clear;
 *   `cognito` to replace the calls of Cognito.
 * @returns The handler.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { memoryRevocationStore } from '@cognito-guard/core/revocation';
 * import { authenticate, signOutHandler } from '@cognito-guard/hono';
 * import { type Context, Hono } from 'hono';
 *
 * const store = memoryRevocationStore(); // the one that the verifier has
 * const readBody = (c: Context) => c.req.json().catch(() => ({})); // no JSON: no refresh token
 * new Hono()
 *   .use(authenticate(verifier))
 *   .post('/sign-out', signOutHandler({ store, refreshToken: async (c) => (await readBody(c)).refreshToken }))
 *   .post('/sign-out/everywhere', signOutHandler({ store, everywhere: true }));
 * ```
 */
export const signOutHandler = (options: SignOutRouteOptions<Context>): Handler => {
  const run = signOutRoute(options, 'signOutHandler');
  return async (context) => {
    try {
      const { status, cookies } = await run(getAuth(context), context);
      for (const cookie of cookies) context.header('Set-Cookie', cookie, { append: true });
      return context.body(null, status);
    } catch (error) {
      throw asException(error);
    }
  };
};
