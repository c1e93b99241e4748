import type { AddressInfo } from 'node:net';
import { AuthError, type Verifier } from '@cognito-guard/core';
import * as tokenSources from '@cognito-guard/fastify';
import { authenticate, authorize, cognitoGuard, type GuardHook, getAuth } from '@cognito-guard/fastify';
import { type ConformanceRoute, conformanceRoutes, tokenSourceOf } from '@cognito-guard/testing/conformance';
import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';

const mount = (
  app: FastifyInstance,
  { method, path: url, ...route }: ConformanceRoute,
  onRequest: GuardHook[],
): void => {
  const isGuarded = route.authenticate.length > 0;
  app.route({
    method,
    url,
    onRequest,
    handler: async (request) => ({
      subject: isGuarded ? (getAuth(request, { optional: true })?.subject ?? null) : null,
    }),
  });
};

/** The guard of the suite's routes: hooks per route, or the plugin in a scope per route. */
export type Mounting = 'hooks' | 'plugin';

/** The app of the conformance suite. Fastify's error handler answers refusals; a hook adds their code. */
export const conformanceApp = (verifier: Verifier, mounting: Mounting): FastifyInstance => {
  const app = Fastify();
  app.addHook('onError', async (_request, reply, error: unknown) => {
    if (AuthError.is(error)) reply.header('x-auth-code', error.code);
  });
  for (const route of conformanceRoutes) {
    const settings = route.authenticate.map(({ optional, sources }) => ({
      optional,
      token: sources.map((source) => tokenSourceOf(source, tokenSources)),
    }));
    const rules = route.authorize === null ? [] : [authorize(route.authorize)];
    const [first, ...others] = settings;
    if (mounting === 'hooks' || first === undefined) {
      mount(app, route, [...settings.map((options) => authenticate(verifier, options)), ...rules]);
      continue;
    }
    const scoped: FastifyPluginAsync = async (scope) => {
      await scope.register(cognitoGuard, { verifier, ...first });
      mount(scope, route, [...others.map((options) => authenticate(verifier, options)), ...rules]);
    };
    app.register(scoped);
  }
  return app;
};

/** Starts an app on a free loopback port. */
export const serve = async (app: FastifyInstance): Promise<{ origin: string } & AsyncDisposable> => {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
};
