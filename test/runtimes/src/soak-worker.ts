/** A Worker with the two routes of the soak. The driver sets its clock through an additional route. */
import { AuthError, createVerifier, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize } from '@cognito-guard/hono';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';

type Env = { Bindings: { USER_POOL_ID: string; CLIENT_ID: string; JWKS_URI: string } };

let offset = 0;
let verifier: Verifier<'access'> | undefined;
const verifierFor = ({ env: { USER_POOL_ID, CLIENT_ID, JWKS_URI } }: Context<Env>): Verifier<'access'> => {
  verifier ??= createVerifier({
    userPoolId: USER_POOL_ID,
    clientId: CLIENT_ID,
    jwksUri: JWKS_URI,
    tokenUse: 'access',
    clock: () => Date.now() + offset,
    keys: {
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, 'x-asked-at': String(Date.now()) } }),
    },
  });
  return verifier;
};

const app = new Hono<Env>()
  .put('/clock', async (context) => {
    offset = Number(await context.req.text());
    return context.body(null, 204);
  })
  .get('/stats', (context) => context.json(verifierFor(context).stats()))
  .get('/me', authenticate(verifierFor), (context) => context.json({ subject: context.var.auth.subject }))
  .get('/orders', authenticate(verifierFor), authorize({ allScopes: ['orders/read'] }), (context) =>
    context.json({ subject: context.var.auth.subject }),
  );
app.onError((error, context) => {
  if (!(error instanceof HTTPException)) return context.text('Internal Server Error', 500);
  const response = error.getResponse();
  if (AuthError.is(error.cause)) response.headers.set('x-auth-code', error.cause.code);
  return response;
});

export default app;
