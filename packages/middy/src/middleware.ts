import type { Auth, TokenUse, Verifier } from '@cognito-guard/core';
import {
  type AuthenticateOptions,
  type AuthResult,
  type CompiledRequirements,
  compileRequirements,
  type GetAuthOptions,
  type Requirements,
} from '@cognito-guard/core/http';
import {
  type AuthorizedCaller,
  type AuthorizerContextOptions,
  authorizerContextReader,
} from '@cognito-guard/core/lambda';
import type { MiddlewareObj } from '@middy/core';
import { addHeaders, answerRefusal } from './answer.ts';
import { claim, enforcer, expose, type LambdaContext, store } from './caller.ts';

/** A context with the caller, as handlers behind {@link authenticate} receive it. */
export type AuthContext<A = Auth> = LambdaContext & {
  /** The verified token, null for an anonymous request where `optional` is true; or the authorizer's caller. */
  readonly auth: A;
};

/** Middleware that adds `context.auth` to the context's type. */
type AuthMiddleware<A> = MiddlewareObj<unknown, unknown, Error, AuthContext<A>>;

/** The type of {@link authenticate}. */
export interface Authenticate {
  /**
   * Verifies each request's token and sets `context.auth`.
   *
   * @param verifier - Made once, by `createVerifier`.
   * @param options - Token sources (default `bearer()`), `optional` (default false), `realm` (default none).
   * @returns The middleware. A second use with the same verifier does not verify the same token again.
   * @throws TypeError for an invalid option.
   */
  <Use extends TokenUse | null, Optional extends boolean = false, Custom = unknown>(
    verifier: Verifier<Use, Custom>,
    options?: AuthenticateOptions<Optional>,
  ): AuthMiddleware<AuthResult<Use, Optional, Custom>>;
  /**
   * Sets `context.auth` to the caller that the authorizer in front of the function has accepted: ours, or one of API
   * Gateway's own. Responds with 401 for a missing or malformed caller, and past its `exp`.
   *
   * @typeParam Context - What the authorizer's `context` function returns: the names of `context.auth.context`.
   * @param options - `clock`, for tests; `plainGroupNames` (default false), where API Gateway joins groups.
   * @returns The middleware.
   * @throws TypeError for an invalid option.
   */
  fromAuthorizer<Context extends object = Record<string, string>>(
    options?: AuthorizerContextOptions,
  ): AuthMiddleware<AuthorizedCaller<Context>>;
}

const authenticateRequest = <Use extends TokenUse | null, Optional extends boolean = false, Custom = unknown>(
  verifier: Verifier<Use, Custom>,
  options: AuthenticateOptions<Optional> = {},
): AuthMiddleware<AuthResult<Use, Optional, Custom>> => {
  const run = store.authenticator(verifier, options);
  return {
    before: async (request) => {
      claim(request, false);
      await run(request.context);
      expose(request);
    },
    after: (request) => addHeaders(request, (status) => store.answerHeaders(request.context, status)),
    onError: answerRefusal,
  };
};

const fromAuthorizer = <Context extends object = Record<string, string>>(
  options: AuthorizerContextOptions = {},
): AuthMiddleware<AuthorizedCaller<Context>> => {
  const read = authorizerContextReader<Context>(options);
  return {
    before: (request) => {
      claim(request, true);
      expose(request, read(request.event));
    },
    onError: answerRefusal,
  };
};

/**
 * Verifies each request's token and sets `context.auth`; `authenticate.fromAuthorizer()` reads the caller from the
 * authorizer in front of the function. The response to a request without a valid token has the status, the challenge
 * and a JSON body with `code` and `message`, unless `@middy/http-error-handler` sets it first.
 *
 * @example
 * ```ts
 * import { authenticate, authorize } from '@cognito-guard/middy';
 * import middy from '@middy/core';
 *
 * export const handler = middy()
 *   .use(authenticate(verifier))
 *   .use(authorize({ allScopes: ['orders/write'] }))
 *   .handler(async (_event, context) => ({ statusCode: 200, body: context.auth.subject }));
 * ```
 */
export const authenticate: Authenticate = Object.assign(authenticateRequest, { fromAuthorizer });

/**
 * Enforces requirements on each request's caller. Use it after {@link authenticate}.
 *
 * @param requirements - `allScopes`, `anyScope`, `allGroups`, `anyGroup`, `check`, `acr`, `maxAuthAgeSeconds`: all given
 *   ones must be met. Name the type that `check` receives where it is not any verified token: `authorize<AccessAuth>`,
 *   `authorize<AuthorizedCaller>`.
 * @returns The middleware: 403 (`insufficient_scope`, `insufficient_group`, `forbidden`), 401
 *   `insufficient_user_authentication`, or 401 `missing_token` for an anonymous request.
 * @throws TypeError for an invalid requirement.
 * @example
 * ```ts
 * import { authenticate, authorize, type AuthorizedCaller } from '@cognito-guard/middy';
 * import middy from '@middy/core';
 *
 * export const handler = middy()
 *   .use(authenticate.fromAuthorizer())
 *   .use(authorize<AuthorizedCaller>({ anyGroup: ['finance'], check: (caller) => caller.username !== undefined }))
 *   .handler(async () => ({ statusCode: 204 }));
 * ```
 */
export const authorize = <A extends Auth | AuthorizedCaller = Auth>(
  requirements: Requirements<A> | CompiledRequirements<A>,
): MiddlewareObj => {
  const enforce = enforcer(compileRequirements(requirements, 'authorize: requirements'));
  return {
    before: ({ context }) => enforce(context),
    onError: answerRefusal,
  };
};

/**
 * Returns the verified token of an invocation: `context.auth`, for code without the handler's types.
 *
 * @param context - The context of a request that {@link authenticate} accepted.
 * @param options - `verifier` selects its token and makes the type exact; `optional: true` returns null for an
 *   anonymous request.
 * @returns The verified token.
 * @throws AuthError `missing_token` for an anonymous request, unless `optional` is true; Error where `authenticate` did
 *   not run before.
 * @example
 * ```ts
 * import { getAuth } from '@cognito-guard/middy';
 * import type { Context } from 'aws-lambda';
 *
 * const owns = (context: Context, owner: string): boolean => getAuth(context).subject === owner;
 * ```
 */
export const getAuth = <Use extends TokenUse | null = null, Optional extends boolean = false, Custom = unknown>(
  context: LambdaContext,
  options: GetAuthOptions<Use, Optional, Custom> = {},
): AuthResult<Use, Optional, Custom> => store.get(context, options);
