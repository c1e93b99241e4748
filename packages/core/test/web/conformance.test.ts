import { createVerifier, type Verifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/core/http';
import { guard, withAuth } from '@cognito-guard/core/web';
import {
  type ConformanceRoute,
  conformanceCases,
  conformanceOutageCases,
  conformanceRoutes,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
  tokenSourceOf,
} from '@cognito-guard/testing/conformance';
import { afterAll, describe, expect, test } from 'vitest';
import { type FetchHandler, serveFetch } from '../support/fetch-server.ts';

const world = await createConformanceWorld();
const makeVerifier = (): Verifier => createVerifier({ ...world.pool.options, tokenUse: 'access' });

/** A refusal with its code in the header that the suite reads. */
const withCode = async (refusal: Response): Promise<Response> => {
  const { code } = (await refusal.clone().json()) as { readonly code: string };
  refusal.headers.set('x-auth-code', code);
  return refusal;
};

/** Every authentication but the last is a `guard`; the last is `withAuth`, which also has the route's requirements. */
const routeHandler = (verifier: Verifier, { authenticate, authorize }: ConformanceRoute): FetchHandler => {
  const options = authenticate.map(({ optional, sources }) => ({
    optional,
    token: sources.map((source) => tokenSourceOf(source, tokenSources)),
  }));
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

const conformanceHandler = (verifier: Verifier): FetchHandler => {
  const routes = conformanceRoutes.map((route) => ({ ...route, handle: routeHandler(verifier, route) }));
  return (request) => {
    const { pathname } = new URL(request.url);
    const found = routes.find(({ method, path }) => method === request.method && path === pathname);
    return found === undefined ? new Response('Not Found', { status: 404 }) : found.handle(request);
  };
};

describe('a handler of Fetch API requests passes the conformance suite', async () => {
  const server = await serveFetch(conformanceHandler(makeVerifier()));
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(conformanceCases)('$name', async (conformanceCase) => {
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(server.origin, request));
    expect(mismatches).toEqual([]);
  });

  test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
    await using cold = await serveFetch(conformanceHandler(makeVerifier()));
    const mismatches = await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold.origin, request));
    expect(mismatches).toEqual([]);
  });
});
