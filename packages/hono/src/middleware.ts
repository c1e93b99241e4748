import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
import {
  type AuthenticateOptions,
  type AuthResult,
  AuthStore,
  type CompiledRequirements,
  type GetAuthOptions,
  type HttpRequest,
  type Requirements,
} from '@cognito-guard/core/http';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

/**
 * The variables that {@link authenticate} sets, for apps that declare them: `new Hono<{ Variables:
 * AuthVariables<'access'> }>()`.
 */
export interface AuthVariables<Use extends TokenUse | null = null, Optional extends boolean = false, Custom = unknown> {
  /** The verified token; null for an anonymous request where `optional` is true. */
  auth: AuthResult<Use, Optional, Custom>;
}

const readRequest = (context: Context): HttpRequest => ({
  header: (name) => context.req.header(name),
  query: (name) => context.req.queries(name),
  method: context.req.method,
  url: context.req.url,
  // Throws where the host has no execution context, for example on Node.
  waitUntil: (work) => context.executionCtx.waitUntil(work),
});

const store = new AuthStore(readRequest, '@cognito-guard/hono');

const responseTo = ({ code, message, status, headers }: AuthError): Response =>
  Response.json({ code, message }, { status, headers });

/** Thrown instead of returned, so that `some()`, `every()` and `app.onError` receive it. */
export const asException = (error: unknown): unknown =>
  AuthError.is(error)
    ? new HTTPException(error.status, { res: responseTo(error), message: error.message, cause: error })
    : error;

const withException = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw asException(error);
  }
};

/**
 * Verifies each request's token and sets `c.var.auth`. For a request without a valid token, it throws an
 * `HTTPException` with the response as `res` and the `AuthError` as `cause`.
 *
 * @param verifier - Made once, by `createVerifier`; or, where the configuration comes with the request (Workers), a
 *   function that returns the verifier of that configuration.
 * @param options - Token sources (default `bearer()`), `optional` (default false), `realm` (default none).
 * @returns The middleware. A second mount with the same verifier does not verify the same token again.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { authenticate, authorize } from '@cognito-guard/hono';
 * import { Hono } from 'hono';
 *
 * const app = new Hono()
 *   .use('/api/*', authenticate(verifier))
 *   .get('/api/me', (c) => c.json({ sub: c.var.auth.subject }))
 *   .delete('/api/orders/:id', authorize({ allScopes: ['orders/write'] }), (c) => c.body(null, 204));
 * ```
 */
export const authenticate = <Use extends TokenUse | null, Optional extends boolean = false, Custom = unknown>(
  verifier: Verifier<Use, Custom> | ((context: Context) => Verifier<Use, Custom>),
  options: AuthenticateOptions<Optional> = {},
): MiddlewareHandler<{ Variables: AuthVariables<Use, Optional, Custom> }> => {
  const run = store.authenticator(verifier, options);
  return async (context, next) => {
    try {
      context.set('auth', await run(context));
    } catch (error) {
      throw asException(error);
    }
    await next();
    for (const [name, value] of Object.entries(store.answerHeaders(context))) {
      // Setting a header copies the response, and a copy of a protocol switch (101) is invalid.
      if (context.res.ok && !context.res.headers.has(name)) context.header(name, value);
    }
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
 * import { authenticate, authorize } from '@cognito-guard/hono';
 * import { Hono } from 'hono';
 *
 * new Hono().get('/reports', authenticate(verifier), authorize({ anyGroup: ['finance'] }), (c) => c.json([]));
 * ```
 */
export const authorize = <A extends Auth = Auth>(
  requirements: Requirements<A> | CompiledRequirements<A>,
): MiddlewareHandler => {
  const enforce = store.authorizer(requirements);
  return async (context, next) => {
    withException(() => enforce(context));
    await next();
  };
};

/**
 * Returns the verified token of a request: `c.var.auth`, for code without the route's types.
 *
 * @param context - The context of a request that {@link authenticate} accepted.
 * @param options - `verifier` selects its token and makes the type exact; `optional: true` returns null for an
 *   anonymous request.
 * @returns The verified token.
 * @throws HTTPException whose cause is the AuthError `missing_token` for an anonymous request, unless `optional` is
 *   true; Error where `authenticate` is not mounted in front of the route.
 * @example
 * ```ts
 * import { getAuth } from '@cognito-guard/hono';
 * import type { Context } from 'hono';
 *
 * const owns = (c: Context, owner: string): boolean => getAuth(c).subject === owner;
 * ```
 */
export const getAuth = <Use extends TokenUse | null = null, Optional extends boolean = false, Custom = unknown>(
  context: Context,
  options: GetAuthOptions<Use, Optional, Custom> = {},
): AuthResult<Use, Optional, Custom> => withException(() => store.get(context, options));

/**
 * Returns the response to a refusal for a custom `app.onError`, with the headers that earlier middleware set.
 *
 * @param error - The error that `onError` received.
 * @param context - The context that `onError` received.
 * @returns The response: status, challenge and a JSON body with `code` and `message`; undefined for any other error.
 * @example
 * ```ts
 * import { authErrorResponse } from '@cognito-guard/hono';
 * import { Hono } from 'hono';
 *
 * new Hono().onError((error, c) => authErrorResponse(error, c) ?? c.text('Internal Server Error', 500));
 * ```
 */
export const authErrorResponse = (error: unknown, context: Context): Response | undefined => {
  const refusal = error instanceof HTTPException ? error.cause : error;
  if (!AuthError.is(refusal)) return undefined;
  const response = responseTo(refusal);
  return context.newResponse(response.body, response);
};
