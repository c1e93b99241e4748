import { type SignOutRouteOptions, signOutRoute } from '@cognito-guard/core/revocation';
import type { Request, RequestHandler } from 'express';
import { getAuth } from './middleware.ts';

/**
 * Makes the handler of a sign-out route. Mount it behind {@link authenticate}. It ends the sign-in in Cognito, then
 * writes to the revocation store, then clears the cookies and responds with 204. Where Cognito or the store fails, it
 * passes an `AuthError` to `next` (503, with `Retry-After`), keeps the cookies, and the client can send the same
 * request again.
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
 * import { authenticate, signOutHandler } from '@cognito-guard/express';
 * import express from 'express';
 *
 * const store = memoryRevocationStore(); // the one that the verifier has
 * app.post(
 *   '/sign-out',
 *   authenticate(verifier),
 *   express.json(),
 *   signOutHandler({ store, refreshToken: (req) => req.body?.refreshToken }),
 * );
 * app.post('/sign-out/everywhere', authenticate(verifier), signOutHandler({ store, everywhere: true }));
 * ```
 */
export const signOutHandler = (options: SignOutRouteOptions<Request>): RequestHandler => {
  const run = signOutRoute(options, 'signOutHandler');
  return (request, response, next) => {
    Promise.resolve(request)
      .then((host) => run(getAuth(host), host))
      .then(({ status, cookies }) => {
        for (const cookie of cookies) response.append('Set-Cookie', cookie);
        response.status(status).end();
      })
      .catch(next);
  };
};
