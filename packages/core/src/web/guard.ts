import { AuthError } from '../errors/auth-error.ts';
import { type AuthResult, AuthStore } from '../http/auth-store.ts';
import type { AuthenticateOptions } from '../http/options.ts';
import { type HttpRequest, queryOfUrl } from '../http/token-source.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Requirements } from '../token/requirement-options.ts';
import type { CompiledRequirements } from '../token/requirements.ts';
import type { Verifier } from '../verifier/verifier.ts';

/** Options of {@link guard} and {@link withAuth}. */
export interface GuardOptions<Use extends TokenUse | null, Optional extends boolean, Custom = unknown>
  extends AuthenticateOptions<Optional> {
  /** Requirements of the route. Default none: every valid token is accepted. */
  readonly requirements?: Requirements<Auth<Use, Custom>> | CompiledRequirements<Auth<Use, Custom>>;
}

const readRequest = (request: Request): HttpRequest => ({
  header: (name) => request.headers.get(name) ?? undefined,
  query: (name) => queryOfUrl(request.url, name),
  method: request.method,
  url: request.url,
});

const store = new AuthStore(readRequest, '@cognito-guard/core/web');

/**
 * Returns the HTTP answer to a refusal; throws every other error. It calls the global constructor, because a host may
 * replace that one: `Response.json` would still return the built-in class, of which the caller's `instanceof` is false.
 */
const responseTo = (error: unknown): Response => {
  if (!AuthError.is(error)) throw error;
  const { code, message, status, headers } = error;
  const body = JSON.stringify({ code, message });
  return new Response(body, { status, headers: { 'Content-Type': 'application/json', ...headers } });
};

/** Returns a function that resolves to the verified token, and rejects with an AuthError for a refusal. */
const checker = <Use extends TokenUse | null, Optional extends boolean, Custom>(
  verifier: Verifier<Use, Custom> | ((request: Request) => Verifier<Use, Custom>),
  { requirements, ...options }: GuardOptions<Use, Optional, Custom>,
): ((request: Request) => Promise<AuthResult<Use, Optional, Custom>>) => {
  const authenticate = store.authenticator(verifier, options as AuthenticateOptions<Optional>);
  const authorize = requirements === undefined ? undefined : store.authorizer(requirements);
  return async (request) => {
    const auth = await authenticate(request);
    authorize?.(request);
    return auth;
  };
};

/**
 * Guards handlers that take a Fetch API `Request`: route handlers of Next.js, SvelteKit and Astro, tRPC's fetch adapter,
 * `Bun.serve`, `Deno.serve`, Workers.
 *
 * @param verifier - Made by `createVerifier`; or a function that returns the verifier for a request.
 * @param options - {@link GuardOptions}: those of `authenticate`, and `requirements`.
 * @returns A function that takes a request. It resolves to the verified token; to null for an anonymous request where
 * `optional` is true; or to the `Response` that refuses the request, with status, challenge and a JSON body of `code`
 * and `message`. It rejects with errors that are not an `AuthError`.
 * @throws TypeError where the verifier or an option is invalid.
 * @example
 * ```ts
 * import { guard } from '@cognito-guard/core/web';
 *
 * const readOrders = guard(verifier, { requirements: { allScopes: ['orders/read'] } });
 *
 * export const GET = async (request: Request): Promise<Response> => {
 *   const auth = await readOrders(request);
 *   if (auth instanceof Response) return auth;
 *   return Response.json({ orders: [], of: auth.subject });
 * };
 * ```
 */
export const guard = <Use extends TokenUse | null, Optional extends boolean = false, Custom = unknown>(
  verifier: Verifier<Use, Custom> | ((request: Request) => Verifier<Use, Custom>),
  options: GuardOptions<Use, Optional, Custom> = {},
): ((request: Request) => Promise<AuthResult<Use, Optional, Custom> | Response>) => {
  const check = checker(verifier, options);
  return (request) => check(request).catch(responseTo);
};

/** The same answer with headers that the handler has not set. Headers of a fetched response are immutable. */
const withHeaders = (response: Response, headers: Readonly<Record<string, string>>): Response => {
  const missing = Object.entries(headers).filter(([name]) => !response.headers.has(name));
  if (missing.length === 0) return response;
  const copy = new Response(response.body, response);
  for (const [name, value] of missing) copy.headers.set(name, value);
  return copy;
};

/**
 * Wraps a handler, so that it runs with a verified token only.
 *
 * @param verifier - As {@link guard} takes it.
 * @param handler - Gets the request, the verified token (null for an anonymous request where `optional` is true), and
 * whatever else the host passes, such as the route's parameters. Its request may be the host's own subclass, such as
 * `NextRequest`.
 * @param options - {@link GuardOptions}.
 * @returns The handler to export. It answers refusals as {@link guard} does, an `AuthError` of the handler included. It
 * adds `Cache-Control: private` where the token was part of the URL (RFC 6750 §2.3) and the handler has not set it.
 * @throws TypeError where the verifier or an option is invalid.
 * @example
 * ```ts
 * import { withAuth } from '@cognito-guard/core/web';
 *
 * export const GET = withAuth(verifier, (_request, auth) => Response.json({ hello: auth.username }));
 * ```
 */
export const withAuth = <
  Use extends TokenUse | null,
  Host extends Request,
  Rest extends readonly unknown[],
  Optional extends boolean = false,
  Custom = unknown,
>(
  verifier: Verifier<Use, Custom> | ((request: Request) => Verifier<Use, Custom>),
  handler: (request: Host, auth: AuthResult<Use, Optional, Custom>, ...rest: Rest) => Response | Promise<Response>,
  options: GuardOptions<Use, Optional, Custom> = {},
): ((request: Host, ...rest: Rest) => Promise<Response>) => {
  const check = checker(verifier, options);
  return async (request, ...rest) => {
    try {
      const auth = await check(request);
      const response = await handler(request, auth, ...rest);
      return withHeaders(response, store.answerHeaders(request, response.status));
    } catch (error) {
      return responseTo(error);
    }
  };
};
