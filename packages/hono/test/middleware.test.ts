import { type Confirmation, createVerifier, type Verifier } from '@cognito-guard/core';
import { authenticate, authorize, getAuth, query } from '@cognito-guard/hono';
import { createTestPool } from '@cognito-guard/testing';
import { type Context, Hono } from 'hono';
import { expect, test } from 'vitest';
import { withToken } from './support/requests.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const idVerifier = createVerifier({ ...pool.options, tokenUse: 'id' });

test('a route receives the verified token, and logs do not show it', async () => {
  const app = new Hono().get('/me', authenticate(verifier), (c) => {
    const { auth } = c.var;
    return c.json({
      sub: auth.subject,
      client: auth.claims.client_id,
      logged: JSON.stringify(auth).includes(auth.token),
    });
  });
  const reply = await app.request('/me', withToken(pool.accessToken()));
  expect(await reply.json()).toEqual({ sub: pool.subject, client: pool.clientId, logged: false });
});

test('c.var.auth and getAuth return the same object', async () => {
  const app = new Hono()
    .use(authenticate(verifier))
    .get('/me', (c) => c.json([getAuth(c) === c.var.auth, getAuth(c, { verifier }) === c.var.auth]));
  expect(await (await app.request('/me', withToken(pool.accessToken()))).json()).toEqual([true, true]);
});

test('an anonymous request has null where optional allows it, and 401 where a later authenticate requires a token', async () => {
  const app = new Hono()
    .use(authenticate(verifier, { optional: true }))
    .get('/perhaps', (c) => c.json([c.var.auth, getAuth(c, { optional: true })]))
    .get('/must', (c) => c.json(getAuth(c).subject))
    .get('/guarded', authorize({ allScopes: ['orders/read'] }), (c) => c.body(null));
  expect(await (await app.request('/perhaps')).json()).toEqual([null, null]);

  const must = await app.request('/must');
  expect([must.status, must.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="api"']);
  const guarded = await app.request('/guarded');
  expect([guarded.status, guarded.headers.get('www-authenticate')]).toEqual([401, 'Bearer scope="orders/read"']);
});

test('a second authenticate with the same verifier does not verify again', async () => {
  const counted = createVerifier({ ...pool.options, tokenUse: 'access' });
  const app = new Hono()
    .use(authenticate(counted))
    .use(authenticate(() => counted))
    .get('/me', authenticate(counted), (c) => c.body(null, 204));
  expect((await app.request('/me', withToken(pool.accessToken()))).status).toBe(204);
  expect(counted.stats().verified).toBe(1);
});

test('a response to a token in the query is private unless the handler sets Cache-Control', async () => {
  const app = new Hono()
    .use(authenticate(verifier, { token: query('t') }))
    .get('/plain', () => new Response('plain'))
    .get('/own', (c) => c.body('own', 200, { 'cache-control': 'no-store' }))
    .get('/failed', (c) => c.body('failed', 500));
  const cacheControlOf = async (path: string): Promise<string | null> =>
    (await app.request(`${path}?t=${pool.accessToken()}`)).headers.get('cache-control');
  expect([await cacheControlOf('/plain'), await cacheControlOf('/own'), await cacheControlOf('/failed')]).toEqual([
    'private',
    'no-store',
    null,
  ]);
});

test('two verifiers on one request keep their tokens separate', async () => {
  const app = new Hono().get(
    '/both',
    authenticate(verifier),
    authenticate(idVerifier, { optional: true, token: () => [] }),
    (c) => c.json([getAuth(c, { verifier }).tokenUse, getAuth(c, { verifier: idVerifier, optional: true })]),
  );
  expect(await (await app.request('/both', withToken(pool.accessToken()))).json()).toEqual(['access', null]);
});

test('an app mounted into another has the caller that the outer one authenticated', async () => {
  const child = new Hono().get('/me', authorize({ anyGroup: ['admins'] }), (c) => c.json(getAuth(c).subject));
  const app = new Hono().use(authenticate(verifier)).route('/child', child);
  const reply = await app.request('/child/me', withToken(pool.accessToken({ groups: ['admins'] })));
  expect(await reply.json()).toBe(pool.subject);
});

test('a function that chooses the verifier by request is called each time, and keeps its pools apart', async () => {
  const otherPool = await createTestPool({ userPoolId: 'eu-west-1_OtherPool2' });
  const pools = { one: pool, other: otherPool };
  const made = new Map<string, Verifier<'access'>>();
  let asked = 0;
  const verifierFor = (c: Context<{ Bindings: { TENANT: keyof typeof pools } }>): Verifier<'access'> => {
    asked += 1;
    const known = made.get(c.env.TENANT);
    if (known !== undefined) return known;
    const created = createVerifier({ ...pools[c.env.TENANT].options, tokenUse: 'access' });
    made.set(c.env.TENANT, created);
    return created;
  };
  const app = new Hono<{ Bindings: { TENANT: keyof typeof pools } }>()
    .use(authenticate(verifierFor))
    .get('/me', (c) => c.json(c.var.auth.userPoolId));
  const token = pool.accessToken();
  const ask = async (tenant: keyof typeof pools, sent: string): Promise<unknown> => {
    const reply = await app.request('/me', withToken(sent), { TENANT: tenant });
    return reply.status === 200 ? reply.json() : reply.status;
  };
  expect(await ask('one', token)).toBe(pool.userPoolId);
  expect(await ask('one', token)).toBe(pool.userPoolId);
  expect(await ask('other', token)).toBe(401);
  expect(await ask('other', otherPool.accessToken())).toBe(otherPool.userPoolId);
  expect([asked, made.size]).toEqual([4, 2]);
  expect(made.get('one')?.stats()).toMatchObject({ verified: 2, cacheHits: 1 });
});

test.each([
  ['no verifier', () => authenticate(undefined as never), /verifier must be made by createVerifier\(\); got undefined/],
  ['an unknown option', () => authenticate(verifier, { optinal: true } as never), /no option "optinal"/],
  ['no requirement', () => authorize({}), /at least one of/],
  ['an empty requirement', () => authorize({ anyGroup: [] }), /anyGroup must be a non-empty array/],
])('an invalid option throws when the route is mounted: %s', (_, mount, message) => {
  expect(mount).toThrow(TypeError);
  expect(mount).toThrow(message);
});

test('the confirmation of a bound token gets method, URL and headers of the request', async () => {
  const seen: unknown[] = [];
  const confirmation: Confirmation = ({ method, url, header }, cnf) => {
    seen.push(method, url, header('dpop'), cnf);
    return true;
  };
  const app = new Hono().post(
    '/orders',
    authenticate(createVerifier({ ...pool.options, tokenUse: 'access', confirmation })),
    (c) => c.text('ok'),
  );
  const cnf = { jkt: 'thumbprint' };
  const headers = { Authorization: `Bearer ${pool.accessToken({ claims: { cnf } })}`, DPoP: 'proof' };
  const { status } = await app.request('http://api.example.com/orders?a=1', { method: 'POST', headers });
  expect([status, ...seen]).toEqual([200, 'POST', 'http://api.example.com/orders?a=1', 'proof', cnf]);
});
