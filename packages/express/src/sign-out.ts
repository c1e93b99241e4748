import { type SignOutRouteOptions, signOutRoute } from '@cognito-guard/core/revocation';
import type { Request, RequestHandler } from 'express';
import { getAuth } from './middleware.ts';

/**
 * The handler of a sign-out route. It stands behind {@link authenticate}. It ends the sign-in in Cognito, then writes the
 * store that verifiers ask, then clears the cookies and answers 204. Where Cognito or the store fails, it hands an
 * `AuthError` to `next` (503, with `Retry-After`), the cookies stay, and the same request can be sent again.
 *
 * Take `POST`, and cookies with `SameSite`: a page of another site must not sign users out.
 *
 * @param options - `store`; `refreshToken`, which reads it from the request, or `everywhere: true`; `cookies` to clear;
 * `cognito` to call Cognito in your own way.
 * @returns The handler.
 * @throws TypeError naming the option, what was given and what is expected.
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
