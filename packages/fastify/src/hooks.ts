import { type Auth, AuthError, type TokenUse, type Verifier } from '@cognito-guard/core';
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
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request of any server, route types and type provider. */
type AnyRequest = Pick<FastifyRequest, 'headers' | 'originalUrl' | 'method'> & {
  readonly raw: { readonly rawHeaders: string[] };
};

/** A reply of any route types. */
type AnyReply = Pick<FastifyReply, 'hasHeader'> & {
  code(status: number): unknown;
  headers(values: Readonly<Record<string, string>>): unknown;
};

/** A hook for `onRequest`, `preValidation` or `preHandler`. */
export type GuardHook = (request: AnyRequest, reply: AnyReply) => Promise<void>;

const readRequest = ({ headers, raw, originalUrl, method }: AnyRequest): HttpRequest =>
  readNodeRequest({ headers, rawHeaders: raw.rawHeaders, url: originalUrl, method });

const store = new AuthStore(readRequest, '@cognito-guard/fastify');

/** Sets status and challenge before Fastify's error handling, so that a custom error handler keeps them. */
const refuse = (error: unknown, reply: AnyReply): never => {
  if (AuthError.is(error)) {
    reply.code(error.status);
    reply.headers(error.headers);
  }
  throw error;
};

/**
 * Verifies each request's token. Mount it as `onRequest`, which runs before Fastify reads the body. For a request without
 * a valid token it throws an `AuthError`; Fastify's error handler answers with status, challenge, `code` and `message`.
 *
 * @param verifier - A verifier from `createVerifier`.
 * @param options - Token sources (default `bearer()`), `optional` (default false), `realm` (default none).
 * @returns The hook. A second run with the same verifier does not verify the same token again.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { authenticate, cookie, getAuth } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * const onRequest = authenticate(verifier, { token: cookie('session') });
 * app.get('/me', { onRequest }, async (request) => ({ sub: getAuth(request).subject }));
 * ```
 */
export const authenticate = <Use extends TokenUse | null>(
  verifier: Verifier<Use>,
  options: AuthenticateOptions = {},
): GuardHook => {
  const run = store.authenticator(verifier, options);
  return async (request, reply) => {
    await run(request).catch((error) => refuse(error, reply));
    for (const [name, value] of Object.entries(store.answerHeaders(request)))
      if (!reply.hasHeader(name)) reply.headers({ [name]: value });
  };
};

/**
 * Checks each request's verified token against requirements. Mount it after {@link authenticate}, as `onRequest` or later.
 *
 * @param requirements - `allScopes`, `anyScope`, `allGroups`, `anyGroup`, `check`, `acr`, `maxAuthAgeSeconds`: the token
 * must satisfy all that are set. Pass the token's type, as in `authorize<AccessAuth>`, for an exact type in `check`.
 * @returns The hook: 403 (`insufficient_scope`, `insufficient_group`, `forbidden`), 401
 * `insufficient_user_authentication`, or 401 `missing_token` for an anonymous request.
 * @throws TypeError for an invalid requirement.
 * @example
 * ```ts
 * import { authorize, cognitoGuard } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * await app.register(cognitoGuard, { verifier });
 * app.get('/reports', { onRequest: authorize({ anyGroup: ['finance', 'admins'] }) }, async () => []);
 * ```
 */
export const authorize = <A extends Auth = Auth>(
  requirements: Requirements<A> | CompiledRequirements<A>,
): GuardHook => {
  const enforce = store.authorizer(requirements);
  return async (request, reply) => {
    try {
      enforce(request);
    } catch (error) {
      refuse(error, reply);
    }
  };
};

/**
 * Returns the verified token of a request.
 *
 * @param request - A request that {@link authenticate} or `cognitoGuard` let through.
 * @param options - `verifier` selects the token of this verifier and its exact type; with `optional: true`, an anonymous
 * request returns null.
 * @returns The verified token.
 * @throws AuthError `missing_token` for an anonymous request, unless `optional` is true; Error where no
 * {@link authenticate} ran before.
 * @example
 * ```ts
 * import { cognitoGuard, getAuth } from '@cognito-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * await app.register(cognitoGuard, { verifier, optional: true });
 * app.get('/hello', async (request) => {
 *   const auth = getAuth(request, { verifier, optional: true });
 *   return { hello: auth?.claims.client_id ?? 'anonymous' };
 * });
 * ```
 */
export const getAuth = <Use extends TokenUse | null = null, Optional extends boolean = false, Custom = unknown>(
  request: AnyRequest,
  options: GetAuthOptions<Use, Optional, Custom> = {},
): AuthResult<Use, Optional, Custom> => store.get(request, options);
