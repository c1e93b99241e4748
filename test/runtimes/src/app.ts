/** The conformance app, the same file in every runtime. It reads its configuration from each request, as on Workers. */
import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth } from '@cognito-guard/hono';
import { conformanceRoutes } from '@cognito-guard/testing/conformance';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { env } from 'hono/adapter';
import { HTTPException } from 'hono/http-exception';
import { sourceOf } from './token-sources.ts';

/** Bindings in workerd, environment variables elsewhere. */
export interface Env {
  readonly USER_POOL_ID: string;
  readonly CLIENT_ID: string;
  /** The test pool's keys endpoint. */
  readonly JWKS_URI: string;
}

let verifier: Verifier<'access'> | undefined;

/** The first request creates the verifier; later requests share it. */
const verifierFor = (context: Context): Verifier<'access'> => {
  const {
    USER_POOL_ID: userPoolId,
    CLIENT_ID: clientId,
    JWKS_URI: jwksUri,
  } = env<{ [Name in keyof Env]: string }>(context);
  verifier ??= createVerifier({ userPoolId, clientId, jwksUri, tokenUse: 'access' });
  return verifier;
};

const app = new Hono();
for (const route of conformanceRoutes) {
  const handlers: MiddlewareHandler[] = [];
  for (const { optional, sources } of route.authenticate) {
    handlers.push(authenticate(verifierFor, { optional, token: sources.map(sourceOf) }));
  }
  if (route.authorize !== null) handlers.push(authorize(route.authorize));
  app.on(route.method, [route.path], ...handlers, (c) =>
    c.json({ subject: route.authenticate.length === 0 ? null : (getAuth(c, { optional: true })?.subject ?? null) }),
  );
}
app.onError((error, c) => {
  if (!(error instanceof HTTPException)) return c.text(`${error}`, 500);
  const response = error.getResponse();
  if (AuthError.is(error.cause)) response.headers.set('x-auth-code', error.cause.code);
  return response;
});

export default app;
