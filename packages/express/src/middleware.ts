import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import {
  type AuthenticateOptions,
  type AuthResult,
  AuthStore,
  type CompiledRequirements,
  type GetAuthOptions,
  type HttpRequest,
  type Requirements,
  readNodeRequest,
} from '@cognito-guard/core/http';
import type { NextFunction, Request, Response } from 'express';

/**
 * The type of our middleware. It does not replace a route's parameter types by defaults, as Express's own
 * `RequestHandler` does.
 */
export type GuardHandler = <Params>(request: Request<Params>, response: Response, next: NextFunction) => void;

/** A request with any route parameters. */
type AnyRequest = Pick<Request, 'rawHeaders' | 'headers' | 'originalUrl' | 'method'>;

const readRequest = ({ headers, rawHeaders, originalUrl, method }: AnyRequest): HttpRequest =>
  readNodeRequest({ headers, rawHeaders, url: originalUrl, method });

/** The outcome is stored beside the request: `req.auth` and `req.user` belong to other middleware. */
const store = new AuthStore(readRequest, '@cognito-guard/express');

/**
 * Verifies each request's token. For a request without a valid token, it passes an `AuthError` to `next`:
 * `authErrorHandler()` sends it as JSON, and Express's default error handler sends the same status and challenge.
 *
 * @param verifier - Made once, by `createVerifier`.
 * @param options - Token sources (default `bearer()`), `optional` (default false), `realm` (default none).
 * @returns The middleware. A second mount with the same verifier does not verify the same token again.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { authenticate, authorize, getAuth } from '@cognito-guard/express';
 *
 * app.use('/api', authenticate(verifier));
 * app.get('/api/me', (req, res) => {
 *   res.json({ sub: getAuth(req).subject });
 * });
 * app.delete('/api/orders/:id', authorize({ allScopes: ['orders/write'] }), (_req, res) => {
 *   res.sendStatus(204);
 * });
 * ```
 */
export const authenticate = <Use extends TokenUse | null>(
  verifier: Verifier<Use>,
  options: AuthenticateOptions = {},
): GuardHandler => {
  const run = store.authenticator(verifier, options);
  return (request, response, next) => {
    run(request).then(() => {
      for (const [name, value] of Object.entries(store.answerHeaders(request)))
        if (!response.hasHeader(name)) response.setHeader(name, value);
      next();
    }, next);
  };
};

/**
 * Enforces requirements on each request's verified token. Mount it after {@link authenticate}.
 *
 * @param requirements - `allScopes`, `anyScope`, `allGroups`, `anyGroup`, `check`, `acr`, `maxAuthAgeSeconds`: all given
 *   ones must be met. Name the kind of token, as in `authorize<AccessAuth>`, for its exact type in `check`.
 * @returns The middleware: 403 (`insufficient_scope`, `insufficient_group`, `forbidden`), 401
 *   `insufficient_user_authentication`, or 401 `missing_token` for an anonymous request.
 * @throws TypeError for an invalid requirement.
 * @example
 * ```ts
 * import { authorize } from '@cognito-guard/express';
 *
 * app.get('/reports', authorize({ anyGroup: ['finance', 'admins'] }), (_req, res) => {
 *   res.json([]);
 * });
 * ```
 */
export const authorize = <A extends Auth = Auth>(
  requirements: Requirements<A> | CompiledRequirements<A>,
): GuardHandler => {
  const enforce = store.authorizer(requirements);
  return (request, _response, next) => {
    try {
      enforce(request);
    } catch (error) {
      next(error);
      return;
    }
    next();
  };
};

/**
 * Returns the verified token of a request.
 *
 * @param request - A request that {@link authenticate} accepted.
 * @param options - `verifier` selects its token and makes the type exact; `optional: true` returns null for an
 *   anonymous request.
 * @returns The verified token.
 * @throws AuthError `missing_token` for an anonymous request, unless `optional` is true; Error where `authenticate` is
 *   not mounted in front of the route.
 * @example
 * ```ts
 * import { getAuth } from '@cognito-guard/express';
 *
 * app.get('/me', (req, res) => {
 *   const auth = getAuth(req, { verifier });
 *   res.json({ client: auth.claims.client_id, groups: [...auth.groups] });
 * });
 * ```
 */
export const getAuth = <Use extends TokenUse | null = null, Optional extends boolean = false, Custom = unknown>(
  request: AnyRequest,
  options: GetAuthOptions<Use, Optional, Custom> = {},
): AuthResult<Use, Optional, Custom> => store.get(request, options);
