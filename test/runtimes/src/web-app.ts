/** The conformance app without a framework: one handler of Fetch API requests, the same file in every runtime. */
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { guard, withAuth } from '@cognito-guard/core/web';
import { type ConformanceRoute, conformanceRoutes } from '@cognito-guard/testing/conformance';
import type { Env } from './app.ts';
import { sourceOf } from './token-sources.ts';

type FetchHandler = (request: Request) => Response | Promise<Response>;

/** A refusal with its code in the header that the suite reads. */
const withCode = async (refusal: Response): Promise<Response> => {
  const { code } = (await refusal.clone().json()) as { readonly code: string };
  refusal.headers.set('x-auth-code', code);
  return refusal;
};

/** Every authentication but the last is a `guard`; the last is `withAuth`, which also has the route's requirements. */
const routeHandler = (verifier: Verifier, { authenticate, authorize }: ConformanceRoute): FetchHandler => {
  const options = authenticate.map(({ optional, sources }) => ({ optional, token: sources.map(sourceOf) }));
  const guards = options.slice(0, -1).map((one) => guard(verifier, one));
  const last = options.at(-1);
  if (last === undefined) return () => Response.json({ subject: null });
  const handle = withAuth(verifier, (_request, auth) => Response.json({ subject: auth?.subject ?? null }), {
    ...last,
    ...(authorize !== null && { requirements: authorize }),
  });
  return async (request) => {
    for (const check of guards) {
      const auth = await check(request);
      if (auth instanceof Response) return withCode(auth);
    }
    const response = await handle(request);
    return response.ok ? response : withCode(response);
  };
};

let routes: Readonly<Record<string, FetchHandler>> | undefined;

const routesFor = ({ USER_POOL_ID: userPoolId, CLIENT_ID: clientId, JWKS_URI: jwksUri }: Env) => {
  const verifier = createVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' });
  return Object.fromEntries(
    conformanceRoutes.map((route) => [`${route.method} ${route.path}`, routeHandler(verifier, route)]),
  );
};

export default {
  fetch: (request: Request, env: Env): Response | Promise<Response> => {
    routes ??= routesFor(env);
    const handler = routes[`${request.method} ${new URL(request.url).pathname}`];
    return handler?.(request) ?? new Response('Not Found', { status: 404 });
  },
};
