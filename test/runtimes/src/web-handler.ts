/** The conformance app without a framework: one handler of Fetch API requests. It imports no values: see {@link Guards}. */
import type { ConformanceRoute, ConformanceTokenSource } from '@cognito-guard/testing/conformance';

/** A handler of Fetch API requests. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

type Caller = { readonly subject: string } | null;

interface Options<Source> {
  readonly optional: boolean;
  readonly token: readonly Source[];
  readonly requirements?: NonNullable<ConformanceRoute['authorize']>;
}

/** `guard` and `withAuth` of one verifier: of the packed packages here, of the sources in the tests of core. */
export interface Guards<Source> {
  readonly sourceOf: (source: ConformanceTokenSource) => Source;
  readonly guard: (options: Options<Source>) => (request: Request) => Promise<Caller | Response>;
  readonly withAuth: (handle: (request: Request, auth: Caller) => Response, options: Options<Source>) => FetchHandler;
}

/** A refusal with its code in the header that the suite reads. */
const withCode = async (refusal: Response): Promise<Response> => {
  const { code } = (await refusal.clone().json()) as { readonly code: string };
  refusal.headers.set('x-auth-code', code);
  return refusal;
};

/** Every authentication but the last is a `guard`; the last is `withAuth`, which also has the route's requirements. */
const routeHandler = <Source>(
  { guard, withAuth, sourceOf }: Guards<Source>,
  { authenticate, authorize }: ConformanceRoute,
): FetchHandler => {
  const options = authenticate.map(({ optional, sources }) => ({ optional, token: sources.map(sourceOf) }));
  const guards = options.slice(0, -1).map(guard);
  const last = options.at(-1);
  if (last === undefined) return () => Response.json({ subject: null });
  const handle = withAuth((_request, auth) => Response.json({ subject: auth?.subject ?? null }), {
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

/** The app of the conformance suite. */
export const conformanceHandler = <Source>(
  routes: readonly ConformanceRoute[],
  guards: Guards<Source>,
): FetchHandler => {
  const handlers = new Map(routes.map((route) => [`${route.method} ${route.path}`, routeHandler(guards, route)]));
  return (request) =>
    handlers.get(`${request.method} ${new URL(request.url).pathname}`)?.(request) ??
    new Response('Not Found', { status: 404 });
};
