import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/core/http';
import {
  conformanceCases,
  conformanceOutageCases,
  conformanceRoutes,
  createConformanceWorld,
  runConformanceCase,
  sendRaw,
  tokenSourceOf,
} from '@cognito-guard/testing/conformance';
import { afterAll, expect, test } from 'vitest';
import { answerRefusal, authenticate, authorize, getAuth } from './adapter.ts';

/** Mounts every route of the suite with the adapter. */
const conformanceApp = (verifier: Verifier): RequestListener => {
  const routes = conformanceRoutes.map((route) => ({
    ...route,
    guards: route.authenticate.map(({ optional, sources }) =>
      authenticate(verifier, { optional, token: sources.map((source) => tokenSourceOf(source, tokenSources)) }),
    ),
    enforce: route.authorize === null ? undefined : authorize(route.authorize),
  }));
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = routes.find(({ method, path }) => method === request.method && path === pathname);
    if (route === undefined) return response.writeHead(404).end();
    try {
      for (const guard of route.guards) await guard(request, response);
      route.enforce?.(request);
      const auth = route.guards.length === 0 ? null : getAuth(request, { optional: true });
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify({ subject: auth?.subject ?? null }));
    } catch (error) {
      if (AuthError.is(error)) response.setHeader('x-auth-code', error.code); // the suite reads the code here
      return answerRefusal(error, response);
    }
  };
};

const world = await createConformanceWorld();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** Starts the app with a new verifier, which has no keys yet. */
const start = async (): Promise<string> => {
  const server = createServer(conformanceApp(createVerifier({ ...world.pool.options, tokenUse: 'access' })));
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const origin = await start();

test.each(conformanceCases)('$name', async (conformanceCase) => {
  expect(await runConformanceCase(conformanceCase, world, (request) => sendRaw(origin, request))).toEqual([]);
});

test.each(conformanceOutageCases)('in an outage, $name', async (conformanceCase) => {
  const cold = await start();
  expect(await runConformanceCase(conformanceCase, world, (request) => sendRaw(cold, request))).toEqual([]);
});
