import { once } from 'node:events';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AuthError, createVerifier, type Requirements, type Verifier } from '@cognito-guard/core';
import * as guardExpress from '@cognito-guard/express';
import * as guardHono from '@cognito-guard/hono';
import { breakSignature, createTestPool } from '@cognito-guard/testing';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { expressjwt } from 'express-jwt';
import {
  auth,
  claimCheck,
  claimEquals,
  claimIncludes,
  requiredScopes,
  scopeIncludesAny,
} from 'express-oauth2-jwt-bearer';
import { Hono, type MiddlewareHandler } from 'hono';
import { jwk } from 'hono/jwk';
import { expressJwtSecret } from 'jwks-rsa';
import { afterAll, describe, expect, test, vi } from 'vitest';

// Each library reads Date. A fixed time makes the rows about clock tolerance exact.
vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-01T00:00:00Z') });

const pool = await createTestPool();
const otherPool = await createTestPool({ userPoolId: 'eu-west-1_OtherPool' });
const { userPoolId, clientId, issuer } = pool;
const endpoint = await pool.listen();
const failing = await pool.listen();
failing.fault(500);

const cleanUps: (() => Promise<unknown>)[] = [endpoint.close, failing.close];
afterAll(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())));

// The guarded apps

/** Sends a request to an app and resolves with the status. */
type App = (path: string, init: RequestInit) => Promise<number>;

const expressApp = async (guards: RequestHandler[], errorHandlers: ErrorRequestHandler[] = []): Promise<App> => {
  const app = express();
  app.use(express.urlencoded());
  app.use('/orders', ...guards);
  app.all('/orders', (_req, res) => {
    res.end();
  });
  for (const handler of errorHandlers) app.use(handler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return async (path, init) => (await fetch(`http://127.0.0.1:${address.port}${path}`, init)).status;
};

const honoApp = (guards: readonly MiddlewareHandler[]): App => {
  const app = new Hono();
  for (const guard of guards) app.use('/orders', guard);
  app.all('/orders', (c) => c.body(null));
  app.onError((error, c) => ('getResponse' in error ? error.getResponse() : c.body(null, 500)));
  return async (path, init) => (await app.request(path, init)).status;
};

const ourVerifier = (jwksUri: string): Verifier<'access'> =>
  createVerifier({ userPoolId, clientId, tokenUse: 'access', jwksUri });

/** The apps of the guide: each library with the options of its section, on a route with a scope. */
const makeApps = async (jwksUri: string): Promise<Readonly<Record<string, App>>> => {
  const requirements = { allScopes: ['orders/read'] };
  const secret = expressJwtSecret({ jwksUri, cache: true });
  return {
    'cognito-guard': await expressApp(
      [guardExpress.authenticate(ourVerifier(jwksUri)), guardExpress.authorize(requirements)],
      [guardExpress.authErrorHandler()],
    ),
    'cognito-guard on Hono': honoApp([guardHono.authenticate(ourVerifier(jwksUri)), guardHono.authorize(requirements)]),
    'express-oauth2-jwt-bearer': await expressApp([
      auth({
        issuer,
        jwksUri,
        audience: clientId,
        validators: { aud: false, client_id: clientId, token_use: 'access' },
      }),
      requiredScopes('orders/read'),
    ]),
    'express-jwt': await expressApp([expressjwt({ secret, issuer, algorithms: ['RS256'] })]),
    'hono/jwk': honoApp([jwk({ jwks_uri: jwksUri, alg: ['RS256'], verification: { iss: issuer } })]),
  };
};

// The requests of the guide's table

const scope = 'orders/read';
const good = pool.accessToken({ scope });
const now = pool.now();
const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

const requests: Readonly<Record<string, { readonly path?: string; readonly init: RequestInit }>> = {
  'access token of the pool': { init: bearer(good) },
  'no token': { init: {} },
  'malformed token': { init: bearer('not-a-token') },
  'scheme `Basic`': { init: { headers: { authorization: 'Basic dXNlcjpwYXNz' } } },
  'token without `Bearer`': { init: { headers: { authorization: good } } },
  'changed signature': { init: bearer(breakSignature(good)) },
  'expired 60 seconds ago': { init: bearer(pool.accessToken({ scope, expiresIn: -60 })) },
  'expired 2 seconds ago': { init: bearer(pool.accessToken({ scope, expiresIn: -2 })) },
  'issued in the future': {
    init: bearer(pool.accessToken({ scope, claims: { iat: now + 600, auth_time: now + 600, exp: now + 4200 } })),
  },
  'lifetime of 25 hours': { init: bearer(pool.accessToken({ scope, expiresIn: 25 * 3600 })) },
  'longer than `maxTokenLength`': { init: bearer(pool.accessToken({ scope, claims: { note: 'x'.repeat(8_192) } })) },
  'another issuer, signed by the pool': {
    init: bearer(pool.accessToken({ scope, claims: { iss: 'https://issuer.example' } })),
  },
  'token of another pool': { init: bearer(otherPool.accessToken({ scope })) },
  'another app client': { init: bearer(pool.accessToken({ scope, clientId: 'another5client6of7pool8' })) },
  'ID token': { init: bearer(pool.idToken({ claims: { scope } })) },
  'access token with `aud`': { init: bearer(pool.accessToken({ scope, claims: { aud: 'https://orders.example' } })) },
  'without the scope': { init: bearer(pool.accessToken()) },
  'token in the query': { path: `?access_token=${good}`, init: {} },
  'token in a form body': {
    init: { method: 'POST', body: new URLSearchParams({ access_token: good }) },
  },
};
const outage = 'keys endpoint answers 500';

// The guide's tables

/** The lines of the guide's table whose header starts with this cell, as cells: header, separator, rows. */
const readTable = async (firstCell: string): Promise<readonly (readonly string[])[]> => {
  const guide = await readFile(new URL('../../docs/guides/migrate.md', import.meta.url), 'utf8');
  const table = guide.split('\n\n').find((block) => block.startsWith(`| ${firstCell} |`));
  const rows = table?.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  if (rows === undefined) throw new Error(`The guide has no table "${firstCell}".`);
  return rows;
};

/** Names in the first column that belong to the reader's code or to JavaScript, and one claim. */
const ownNames: ReadonlySet<string> = new Set(['pool', 'jwks', 'jwksRsa', 'check', 'clientId', 'true', 'token_use']);

test.each([
  ['aws-jwt-verify', ['aws-jwt-verify/*.d.ts']],
  ['express-oauth2-jwt-bearer', ['express-oauth2-jwt-bearer/dist/*.d.ts']],
  ['express-jwt, jwks-rsa', ['express-jwt/dist/**/*.d.ts', 'jwks-rsa/*.d.ts', '@types/jsonwebtoken/*.d.ts']],
  ['hono/jwk', ['hono/dist/types/middleware/jwk/*.d.ts', 'hono/dist/types/{context,utils/jwt/jwt}.d.ts']],
])('each name in the first column exists in the declarations of the library: %s', async (library, declarations) => {
  const [, , ...rows] = await readTable(library);
  const code = rows.flatMap(([cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
  const names = code.flatMap((text) => text.replaceAll(/'[^']*'/g, '').match(/[A-Za-z_]\w+/g) ?? []);
  const nodeModules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
  const files = globSync(declarations, { cwd: nodeModules });
  const text = (await Promise.all(files.map((file) => readFile(`${nodeModules}${file}`, 'utf8')))).join('\n');
  const declared = new Set(text.replaceAll(/\/\*.*?\*\//gs, '').match(/[A-Za-z_]\w*/g));
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !declared.has(name) && !ownNames.has(name))).toEqual([]);
});

const apps = await makeApps(endpoint.jwksUri);
const appsInOutage = await makeApps(failing.jwksUri);

describe('the status table of the guide', async () => {
  const [header = [], , ...rows] = await readTable('request');

  test('has a column for each library and a row for each request', () => {
    const columns = Object.keys(apps).filter((name) => name !== 'cognito-guard on Hono');
    expect(header).toEqual(['request', ...columns]);
    expect(rows.map(([request]) => request)).toEqual([...Object.keys(requests), outage]);
  });

  test.each(rows)('has the status that each library returns: %s', async (request, ...statuses) => {
    const { path = '', init } = requests[request] ?? { init: bearer(good) };
    const returned: Record<string, string> = {};
    for (const [name, send] of Object.entries(request === outage ? appsInOutage : apps)) {
      returned[name] = String(await send(`/orders${path}`, init));
    }
    const documented = Object.fromEntries(header.slice(1).map((name, index) => [name, statuses[index]]));
    expect(returned).toEqual({ ...documented, 'cognito-guard on Hono': documented['cognito-guard'] });
  });
});

// aws-jwt-verify has no middleware: its errors are compared with our codes.

/** aws-jwt-verify fetches over HTTPS only; this fetcher serves the pool's URL from the endpoint on loopback. */
const fetchKeys = async (): Promise<ArrayBuffer> => (await fetch(endpoint.jwksUri)).arrayBuffer();
/** The library's own fetcher and its own error: the endpoint on loopback does not speak TLS. */
const failToFetchKeys = (): Promise<ArrayBuffer> =>
  new SimpleFetcher().fetch(failing.jwksUri.replace('http:', 'https:'));

/** Options of one comparison: the requirement in both spellings, and whether the keys endpoint fails. */
interface Comparison {
  readonly theirs?: { readonly groups?: string[]; readonly scope?: string[] };
  readonly ours?: Requirements;
  readonly fails?: boolean;
}

/** What both libraries do with a token: the error's class or code, or `accepts`. */
const verifyWithBoth = (token: string, { theirs, ours, fails = false }: Comparison = {}): Promise<string[]> => {
  const jwksCache = new SimpleJwksCache({ fetcher: { fetch: fails ? failToFetchKeys : fetchKeys } });
  const theirVerifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: 'access', ...theirs },
    { jwksCache },
  );
  const accepts = () => 'accepts';
  return Promise.all([
    theirVerifier.verify(token).then(accepts, (error: Error) => `\`${error.constructor.name}\``),
    ourVerifier(fails ? failing.jwksUri : endpoint.jwksUri)
      .verify(token, ours)
      .then(accepts, (error) => (AuthError.is(error) ? `\`${error.code}\`` : String(error))),
  ]);
};

describe('the tables of the guide for aws-jwt-verify', async () => {
  const [, , ...errors] = await readTable('error of aws-jwt-verify');
  const [, , ...tokens] = await readTable('access token');

  const verifications: Readonly<Record<string, Parameters<typeof verifyWithBoth>>> = {
    JwtExpiredError: [pool.accessToken({ expiresIn: -60 })],
    JwtNotBeforeError: [pool.accessToken({ claims: { nbf: now + 600 } })],
    JwtInvalidSignatureError: [breakSignature(good)],
    ParameterValidationError: [pool.accessToken({ claims: { iss: 'https://issuer.example' } })],
    CognitoJwtInvalidTokenUseError: [pool.idToken()],
    CognitoJwtInvalidClientIdError: [pool.accessToken({ clientId: 'another5client6of7pool8' })],
    CognitoJwtInvalidGroupError: [
      good,
      { theirs: { groups: ['admins', 'editors'] }, ours: { anyGroup: ['admins', 'editors'] } },
    ],
    JwtInvalidScopeError: [
      good,
      { theirs: { scope: ['orders/write', 'orders/delete'] }, ours: { anyScope: ['orders/write', 'orders/delete'] } },
    ],
    KidNotFoundInJwksError: [pool.accessToken({ key: otherPool.keys.access })],
    JwtParseError: ['not-a-token'],
    FetchError: [good, { fails: true }],
  };

  test('the error table has a row for each verification', () => {
    expect(errors.map(([error]) => error)).toEqual(Object.keys(verifications).map((name) => `\`${name}\``));
  });

  test.each(errors)('%s has the code that we throw for the same token', async (error, code) => {
    const verification = verifications[error.replaceAll('`', '')] ?? [''];
    expect(await verifyWithBoth(...verification)).toEqual([error, code]);
  });

  test('groups and scope accept a token with one of the values, like anyGroup and anyScope', async () => {
    const token = pool.accessToken({ groups: ['admins'], scope });
    const groups = ['admins', 'editors'];
    const scopes = [scope, 'orders/write'];
    const requirements = { theirs: { groups, scope: scopes }, ours: { anyGroup: groups, anyScope: scopes } };
    expect(await verifyWithBoth(token, requirements)).toEqual(['accepts', 'accepts']);
  });

  test.each(tokens)('both libraries do what the guide says: %s', async (name, ...outcomes) => {
    const authorization = new Headers(requests[name]?.init.headers).get('authorization') ?? '';
    expect(await verifyWithBoth(authorization.replace('Bearer ', ''))).toEqual(outcomes);
  });
});

test('a library that compares aud with the client refuses access tokens without aud and accepts ID tokens', async () => {
  const { jwksUri } = endpoint;
  const secret = expressJwtSecret({ jwksUri });
  const apps = [
    await expressApp([auth({ issuer, jwksUri, audience: clientId })]),
    await expressApp([expressjwt({ secret, issuer, audience: clientId, algorithms: ['RS256'] })]),
    honoApp([jwk({ jwks_uri: jwksUri, alg: ['RS256'], verification: { iss: issuer, aud: clientId } })]),
  ];
  for (const send of apps) {
    expect(await send('/orders', bearer(good))).toBe(401);
    expect(await send('/orders', bearer(pool.idToken()))).toBe(200);
  }
});

describe('the requirements of express-oauth2-jwt-bearer', async () => {
  const tenant = (value: string) => pool.accessToken({ claims: { tenant: value } });
  const groups = (...names: string[]) => pool.accessToken({ groups: names });
  const scopes = (...names: string[]) => pool.accessToken({ scope: names });
  const pairs: readonly [
    string,
    RequestHandler,
    Parameters<typeof guardExpress.authorize>[0],
    string,
    string,
    number,
  ][] = [
    ['requiredScopes', requiredScopes('a b'), { allScopes: ['a', 'b'] }, scopes('b', 'a'), scopes('a'), 403],
    ['scopeIncludesAny', scopeIncludesAny('a b'), { anyScope: ['a', 'b'] }, scopes('b'), scopes('c'), 403],
    [
      'claimIncludes',
      claimIncludes('cognito:groups', 'a', 'b'),
      { allGroups: ['a', 'b'] },
      groups('b', 'a'),
      groups('a'),
      401,
    ],
    [
      'claimEquals',
      claimEquals('tenant', 'acme'),
      { check: ({ claims }) => claims['tenant'] === 'acme' },
      tenant('acme'),
      tenant('other'),
      401,
    ],
    [
      'claimCheck',
      claimCheck(({ tenant }) => tenant === 'acme'),
      { check: ({ claims }) => claims['tenant'] === 'acme' },
      tenant('acme'),
      tenant('other'),
      401,
    ],
  ];

  test.each(pairs)('%s accepts what authorize accepts; the status of a refusal is listed', async (...row) => {
    const [, requirement, requirements, accepted, refused, theirStatus] = row;
    const { jwksUri } = endpoint;
    const theirs = await expressApp([
      auth({ issuer, jwksUri, audience: clientId, validators: { aud: false } }),
      requirement,
    ]);
    const ours = await expressApp(
      [guardExpress.authenticate(ourVerifier(jwksUri)), guardExpress.authorize(requirements)],
      [guardExpress.authErrorHandler()],
    );
    expect([await theirs('/orders', bearer(accepted)), await ours('/orders', bearer(accepted))]).toEqual([200, 200]);
    expect([await theirs('/orders', bearer(refused)), await ours('/orders', bearer(refused))]).toEqual([
      theirStatus,
      403,
    ]);
  });
});

test('hono/jwk reads the header before the cookie; bearer and cookie accept either, and refuse both', async () => {
  const theirs = honoApp([jwk({ jwks_uri: endpoint.jwksUri, alg: ['RS256'], cookie: 'session' })]);
  const token = [guardHono.bearer(), guardHono.cookie('session')];
  const ours = honoApp([guardHono.authenticate(ourVerifier(endpoint.jwksUri), { token })]);
  const inCookie = { cookie: `session=${good}` };
  const inHeader = { authorization: `Bearer ${good}` };
  for (const send of [theirs, ours]) {
    expect(await send('/orders', { headers: inCookie })).toBe(200);
    expect(await send('/orders', { headers: inHeader })).toBe(200);
  }
  expect(await theirs('/orders', { headers: { ...inHeader, ...inCookie } })).toBe(200);
  expect(await ours('/orders', { headers: { ...inHeader, ...inCookie } })).toBe(400);
});

test('allow_anon, authRequired and credentialsRequired let a request without a token pass, like optional', async () => {
  const { jwksUri } = endpoint;
  const secret = expressJwtSecret({ jwksUri });
  const verifier = ourVerifier(jwksUri);
  const apps = [
    await expressApp([auth({ issuer, jwksUri, audience: clientId, authRequired: false })]),
    await expressApp([expressjwt({ secret, algorithms: ['RS256'], credentialsRequired: false })]),
    honoApp([jwk({ jwks_uri: jwksUri, alg: ['RS256'], allow_anon: true })]),
    await expressApp([guardExpress.authenticate(verifier, { optional: true })]),
    honoApp([guardHono.authenticate(verifier, { optional: true })]),
  ];
  for (const send of apps) expect(await send('/orders', {})).toBe(200);
});
