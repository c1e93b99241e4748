import type { Server } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import type { Fixture } from '../fixture.ts';
import { awsJwtVerify, ourVerifier } from '../verifiers.ts';
import { type Apps, answer, type StartApp } from './app.ts';
import { serverGroup } from './server-group.ts';

/** An API with this guard, or without one. */
const guardedBy =
  (makeGuard: (fixture: Fixture) => Promise<MiddlewareHandler | undefined>): StartApp =>
  async (fixture) => {
    const { Hono } = await import('hono');
    const { serve } = await import('@hono/node-server');
    const guard = await makeGuard(fixture);
    const app = new Hono();
    if (guard !== undefined) app.use('/api/*', guard);
    app.get('/api/me', (c) => c.json(answer));
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server as Server));
    });
  };

/** Hono with a middleware that only awaits `next()`: the lower bound. */
const empty = async (): Promise<MiddlewareHandler> => async (_c, next) => {
  await next();
};

const ours = async (fixture: Fixture): Promise<MiddlewareHandler> => {
  const { authenticate } = await import('@cognito-guard/hono');
  return authenticate(ourVerifier(fixture));
};

const byHand = async (fixture: Fixture): Promise<MiddlewareHandler> => {
  const verify = await awsJwtVerify(fixture);
  return async (c, next) => {
    const token = c.req.header('authorization')?.split('Bearer ').at(1) ?? '';
    try {
      c.set('user', await verify(token));
    } catch {
      return c.text('Unauthorized', 401);
    }
    return next();
  };
};

/** Hono's own middleware with preloaded keys: with `jwks_uri` it would fetch them for every request. */
const honoJwk = async ({ issuer, jwks }: Fixture): Promise<MiddlewareHandler> => {
  const { jwk } = await import('hono/jwk');
  return jwk({ keys: JSON.parse(JSON.stringify(jwks.keys)), alg: ['RS256'], verification: { iss: issuer } });
};

export const apps: Apps = {
  unguarded: guardedBy(async () => undefined),
  'an empty middleware': guardedBy(empty),
  'cognito-guard': guardedBy(ours),
  'aws-jwt-verify by hand': guardedBy(byHand),
  'hono/jwk': guardedBy(honoJwk),
};

/** Hono on Node over HTTP. */
export const honoServers = serverGroup({
  name: 'hono',
  what: 'a Hono API on Node',
  module: import.meta.url,
  guards: ['cognito-guard', 'an empty middleware', 'aws-jwt-verify by hand', 'hono/jwk'],
  target: { atLeast: 0.75 },
});
