/** Checked by `tsc -p tsconfig.test.json` and never run: the type of a route's caller. */
import { type AccessAuth, createVerifier, type IdAuth, type Verifier } from '@cognito-guard/core';
import { type AuthVariables, authErrorResponse, authenticate, authorize, cookie, getAuth } from '@cognito-guard/hono';
import { type Context, Hono } from 'hono';
import { every, except } from 'hono/combine';
import { createMiddleware } from 'hono/factory';
import { same } from './support/types.ts';

const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'web' } as const;
const access = createVerifier({ ...pool, tokenUse: 'access' });
const id = createVerifier({ ...pool, tokenUse: 'id' });
const either = createVerifier({ ...pool, tokenUse: null });

// --- c.var.auth, per route ---
new Hono()
  .get('/access', authenticate(access), (c) => {
    same<typeof c.var.auth, AccessAuth>(true);
    const got = c.get('auth');
    same<typeof got, AccessAuth>(true);
    // @ts-expect-error an access token has no email of a known type
    c.var.auth.claims.email satisfies string | undefined;
    return c.json({ client: c.var.auth.claims.client_id });
  })
  .get('/id', authenticate(id), (c) => {
    same<typeof c.var.auth, IdAuth>(true);
    return c.json({ client: c.var.auth.claims.aud });
  })
  .get('/either', authenticate(either), (c) => {
    same<typeof c.var.auth, AccessAuth | IdAuth>(true);
    // @ts-expect-error client_id is in access tokens only
    c.var.auth.claims.client_id satisfies string;
    return c.body(null);
  })
  .get('/optional', authenticate(access, { optional: true }), (c) => {
    same<typeof c.var.auth, AccessAuth | null>(true);
    // @ts-expect-error an anonymous request has no subject
    c.var.auth.subject satisfies string;
    return c.json({ sub: c.var.auth?.subject ?? null });
  })
  .get('/required', authenticate(access, { optional: false, realm: 'orders', token: cookie('session') }), (c) => {
    same<typeof c.var.auth, AccessAuth>(true);
    return c.body(null);
  })
  .get('/authorized', authenticate(access), authorize({ allScopes: ['orders/read'] }), (c) => {
    same<typeof c.var.auth, AccessAuth>(true);
    return c.body(null);
  })
  .get('/open', (c) => {
    // @ts-expect-error this route has no authenticate
    c.var.auth satisfies object;
    return c.body(null);
  });

// Whether it is optional may be known at run time only: then the type includes null.
const perhaps = (optional: boolean) =>
  new Hono().get('/', authenticate(access, { optional }), (c) => {
    same<typeof c.var.auth, AccessAuth | null>(true);
    return c.body(null);
  });

// --- c.var.auth, through .use ---
new Hono()
  .use(authenticate(access))
  .use('/admin/*', authorize({ anyGroup: ['admins'] }))
  .get('/me', (c) => {
    same<typeof c.var.auth, AccessAuth>(true);
    return c.body(null);
  })
  .basePath('/deep')
  .get('/me', (c) => {
    same<typeof c.var.auth, AccessAuth>(true);
    return c.body(null);
  });
new Hono().use('/api/*', authenticate(id, { optional: true })).get('/api/me', (c) => {
  same<typeof c.var.auth, IdAuth | null>(true);
  return c.body(null);
});

// Variables of other middleware are kept.
const requestNumber = createMiddleware<{ Variables: { number: number } }>((c, next) => {
  c.set('number', 1);
  return next();
});
new Hono()
  .use(requestNumber)
  .use(authenticate(access))
  .get('/', (c) => {
    same<typeof c.var.number, number>(true);
    same<typeof c.var.auth, AccessAuth>(true);
    return c.body(null);
  });

// --- apps that declare their variables ---
const declared = new Hono<{ Variables: AuthVariables<'access'> }>();
declared.use(authenticate(access));
declared.get('/', (c) => {
  same<typeof c.var.auth, AccessAuth>(true);
  return c.body(null);
});
same<AuthVariables<'id', true>['auth'], IdAuth | null>(true);
same<AuthVariables['auth'], AccessAuth | IdAuth>(true);
const child = new Hono<{ Variables: AuthVariables<'id'> }>().get('/', (c) =>
  c.json({ email: c.var.auth.claims.email }),
);
new Hono().use(authenticate(id)).route('/child', child);

// --- Workers: the verifier comes with the request ---
interface Env {
  readonly USER_POOL_ID: string;
}
declare const verifierFor: (env: Env) => Verifier<'access'>;
new Hono<{ Bindings: Env }>().use(authenticate((c) => verifierFor(c.env))).get('/', (c) => {
  same<typeof c.var.auth, AccessAuth>(true);
  same<typeof c.env, Env>(true);
  return c.body(null);
});
// @ts-expect-error options are not a verifier
authenticate(pool);
// @ts-expect-error the function must return a verifier
authenticate(() => pool);
// @ts-expect-error a verifier is made before, not awaited on each request
authenticate(async () => access);

// --- getAuth ---
const read = (c: Context): void => {
  same<ReturnType<typeof last>, AccessAuth | IdAuth>(true);
  const last = () => getAuth(c);
  const exact = getAuth(c, { verifier: id });
  same<typeof exact, IdAuth>(true);
  const optional = getAuth(c, { verifier: access, optional: true });
  same<typeof optional, AccessAuth | null>(true);
  // @ts-expect-error an anonymous request has no subject
  optional.subject satisfies string;
  // @ts-expect-error unknown option
  getAuth(c, { required: true });
  // @ts-expect-error options are not a context
  getAuth(pool);
};

// --- authorize, errors, combinators ---
authorize<AccessAuth>({ check: (auth) => auth.claims.client_id === 'web' });
// @ts-expect-error without the kind of token, the type of its claims is unknown
authorize({ check: (auth) => auth.claims.client_id.length > 0 });
// @ts-expect-error one scope is a list, too
authorize({ allScopes: 'orders/read' });
// @ts-expect-error undefined is not "no requirement"
authorize({ anyGroup: undefined });
// @ts-expect-error unknown option
authenticate(access, { optinal: true });
// @ts-expect-error a name is not a source: cookie('session') is
authenticate(access, { token: 'session' });
new Hono()
  .use(except('/public/*', authenticate(access)))
  .use('/admin/*', every(authenticate(access), authorize({ anyGroup: ['admins'] })))
  .onError((error, c) => {
    const response = authErrorResponse(error, c);
    same<typeof response, Response | undefined>(true);
    return response ?? c.text('Internal Server Error', 500);
  });

export { perhaps, read };
