import { once } from 'node:events';
import type { RequestHandler } from 'express';
import type { Fixture } from '../fixture.ts';
import { awsJwtVerify, ourVerifier } from '../verifiers.ts';
import { type Apps, answer, type StartApp } from './app.ts';
import { serverGroup } from './server-group.ts';

/** An API with this guard, or without one. */
const guardedBy =
  (makeGuard: (fixture: Fixture) => Promise<RequestHandler | undefined>): StartApp =>
  async (fixture) => {
    const { default: express } = await import('express');
    const guard = await makeGuard(fixture);
    const app = express();
    if (guard !== undefined) app.use('/api', guard);
    app.get('/api/me', (_req, res) => {
      res.json(answer);
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };

/** Express with a middleware that only awaits a promise: the lower bound. */
const empty = async (): Promise<RequestHandler> => async (_req, _res, next) => {
  await undefined;
  next();
};

const ours = async (fixture: Fixture): Promise<RequestHandler> => {
  const { authenticate } = await import('@cognito-guard/express');
  return authenticate(ourVerifier(fixture));
};

/** aws-jwt-verify as in its documentation. */
const byHand = async (fixture: Fixture): Promise<RequestHandler> => {
  const verify = await awsJwtVerify(fixture);
  return async (req, res, next) => {
    const token = req.headers.authorization?.split('Bearer ').at(1) ?? '';
    try {
      Object.assign(req, { user: await verify(token) });
    } catch {
      res.sendStatus(401);
      return;
    }
    next();
  };
};

const expressOauth2 = async ({ issuer, jwksUri, clientId }: Fixture): Promise<RequestHandler> => {
  const { auth } = await import('express-oauth2-jwt-bearer');
  return auth({ issuer, jwksUri, audience: clientId, tokenSigningAlg: 'RS256' });
};

const expressJwt = async ({ issuer, jwksUri, clientId }: Fixture): Promise<RequestHandler> => {
  const { expressjwt } = await import('express-jwt');
  const { expressJwtSecret } = await import('jwks-rsa');
  const secret = expressJwtSecret({ jwksUri, cache: true });
  return expressjwt({ secret, issuer, audience: clientId, algorithms: ['RS256'] });
};

export const apps: Apps = {
  unguarded: guardedBy(async () => undefined),
  'an empty middleware': guardedBy(empty),
  'cognito-guard': guardedBy(ours),
  'aws-jwt-verify by hand': guardedBy(byHand),
  'express-oauth2-jwt-bearer': guardedBy(expressOauth2),
  'express-jwt + jwks-rsa': guardedBy(expressJwt),
};

/** Express 5 over HTTP. */
export const expressServers = serverGroup({
  name: 'express',
  what: 'an Express 5 API',
  module: import.meta.url,
  guards: [
    'cognito-guard',
    'an empty middleware',
    'aws-jwt-verify by hand',
    'express-oauth2-jwt-bearer',
    'express-jwt + jwks-rsa',
  ],
  target: { atLeast: 0.85 },
});
