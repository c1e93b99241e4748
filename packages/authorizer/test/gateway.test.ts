/** The handlers behind a local API Gateway, over real HTTP: statuses, caching, and context. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import {
  bearer,
  httpAuthorizer,
  query,
  restAuthorizer,
  webSocketAuthorizer,
  webSocketProtocol,
} from '@cognito-guard/authorizer';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import { startHttpApi, startRestApi, startWebSocketApi } from '@cognito-guard/testing/api-gateway';
import { describe, expect, test } from 'vitest';
import { createWorld } from './support/users.ts';

const { pool, verifier } = await createWorld();
const readCaller = authorizerContextReader({ clock: pool.clock });

/** The function's view of its caller. */
const whoami = async (event: unknown) => {
  const { subject, groups, scopes } = readCaller(event);
  return { statusCode: 200, body: JSON.stringify({ subject, groups: [...groups], scopes: [...scopes] }) };
};

const routes = [
  { method: 'GET', path: '/me' },
  { method: 'GET', path: '/orders/{id}', allScopes: ['orders/read'] },
  { method: 'DELETE', path: '/orders/{id}', anyGroup: ['admins'] },
] as const;
const functions = Object.fromEntries(routes.map(({ method, path }) => [`${method} ${path}`, whoami]));

const challenge = {
  responseParameters: { 'gatewayresponse.header.WWW-Authenticate': 'context.authorizer.challenge' },
  responseTemplates: {
    'application/json':
      '{"error":"$context.authorizer.error","description":"$context.authorizer.error_description","scope":"$context.authorizer.required_scope"}',
  },
};

const startRest = (handler = restAuthorizer(verifier, { routes })) =>
  startRestApi({
    authorizer: { handler, type: 'TOKEN', identitySources: ['method.request.header.Authorization'] },
    routes: functions,
    gatewayResponses: { ACCESS_DENIED: challenge },
    clock: pool.clock,
  });

const call = (url: string, path: string, token: string | undefined, method = 'GET'): Promise<Response> =>
  fetch(url + path, { method, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

/** Sends a path unchanged. `fetch` would remove dot segments. */
const statusOf = async (url: string, path: string, token: string): Promise<number | undefined> => {
  const headers = { authorization: `Bearer ${token}` };
  const [response] = (await once(get(url, { path, headers }), 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
};

/** A promise, and the functions that settle it. */
const deferred = <T>() => {
  let settle = { resolve: (_value: T): void => undefined, reject: (_error: Error): void => undefined };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
};

describe('a REST API', () => {
  test('answers 200, 401 and 403 by each route, from one cached policy', async () => {
    await using api = await startRest();
    const token = pool.accessToken({ scope: ['orders/read'] });
    const statuses = [];
    for (const [method, path] of [
      ['GET', '/me'],
      ['DELETE', '/orders/1'],
      ['GET', '/orders/1'],
      ['GET', '/me'],
    ] as const) {
      statuses.push((await call(api.url, path, token, method)).status);
    }
    expect(statuses).toEqual([200, 403, 200, 200]);
    expect(api.authorizerCalls).toBe(1);
    expect((await call(api.url, '/me', pool.accessToken({ expiresIn: -60 }))).status).toBe(401);
    expect((await call(api.url, '/me', undefined)).status).toBe(401);
  });

  test('can put the missing scope into its 403', async () => {
    await using api = await startRest();
    const denied = await call(api.url, '/orders/1', pool.accessToken({ groups: ['admins'] }));
    expect(denied.status).toBe(403);
    expect(denied.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_scope", .*, scope="orders\/read"$/,
    );
    expect(await denied.json()).toEqual({
      error: 'insufficient_scope',
      description: 'The token lacks a scope that this request needs.',
      scope: 'orders/read',
    });
  });

  test('answers 500 while keys are unavailable, caches nothing, and recovers', async () => {
    const { pool: other, verifier: cold } = await createWorld();
    other.failFetch('network');
    await using api = await startRest(restAuthorizer(cold, { routes: [{ method: 'GET', path: '/me' }] }));
    const token = other.accessToken();
    expect((await call(api.url, '/me', token)).status).toBe(500);
    expect(api.cachedResults).toBe(0);
    other.failFetch(undefined);
    other.advance(60);
    expect((await call(api.url, '/orders/1', token)).status).toBe(403);
    expect(api.cachedResults).toBe(1);
  });

  test('answers 500 where a check throws', async () => {
    const broken = restAuthorizer(verifier, {
      policy: 'whole-api',
      check: () => {
        throw new RangeError('mine');
      },
    });
    await using api = await startRest(broken);
    expect((await call(api.url, '/me', pool.accessToken())).status).toBe(500);
    expect(api.cachedResults).toBe(0);
  });

  test.each([
    '/admin',
    '/admin/',
    '//admin',
    '/x/../admin',
    '/./admin',
    '/%61dmin',
    '/x%2f..%2fadmin',
    '/x/..%2fadmin',
  ])('does not open a denied path to a request for %s', async (path) => {
    const open = { method: 'GET', path: '/*' } as const;
    const closed = { method: 'GET', path: '/admin', anyGroup: ['admins'] } as const;
    await using api = await startRestApi({
      authorizer: {
        handler: restAuthorizer(verifier, { routes: [open, closed] }),
        type: 'TOKEN',
        identitySources: ['method.request.header.Authorization'],
      },
      routes: { 'GET /admin': whoami, 'GET /{proxy+}': whoami },
      clock: pool.clock,
    });
    const token = pool.accessToken();
    expect(await statusOf(api.url, '/admiral', token)).toBe(200);
    expect(await statusOf(api.url, path, token)).toBe(403);
  });
});

describe('an HTTP API', () => {
  test.each(['1.0', '2.0'] as const)('answers 200, 401 and 403 with payload %s', async (payloadVersion) => {
    await using api = await startHttpApi({
      authorizer: {
        handler: httpAuthorizer(verifier, { routes }),
        payloadVersion,
        identitySources: ['$request.header.Authorization'],
      },
      routes: functions,
      clock: pool.clock,
    });
    const token = pool.accessToken();
    expect((await call(api.url, '/me', token)).status).toBe(200);
    expect((await call(api.url, '/orders/1', token)).status).toBe(403);
    expect((await call(api.url, '/me', 'a.b.c')).status).toBe(401);
  });

  const startSimple = (identitySources: readonly string[]) =>
    startHttpApi({
      authorizer: {
        handler: httpAuthorizer(verifier, { routes, answer: 'simple' }),
        payloadVersion: '2.0',
        enableSimpleResponses: true,
        identitySources: [...identitySources],
      },
      routes: functions,
      clock: pool.clock,
    });

  test('with simple answers, caches one for each route', async () => {
    await using api = await startSimple(['$request.header.Authorization', '$context.routeKey']);
    const token = pool.accessToken();
    for (const _again of [1, 2]) {
      expect((await call(api.url, '/me', token)).status).toBe(200);
      expect((await call(api.url, '/orders/1', token)).status).toBe(403);
    }
    expect(api.authorizerCalls).toBe(2);
  });

  test('with simple answers that all routes would share, answers 500', async () => {
    await using api = await startSimple(['$request.header.Authorization']);
    expect((await call(api.url, '/me', pool.accessToken())).status).toBe(500);
  });
});

const awkward = ['a,b', 'c d', 'e"f\\', "g'h", 'ünï', '日本', '🦊', '[x]', '{}', '%2C', 'null'];

describe('groups and scopes with special characters arrive unchanged', () => {
  const token = pool.accessToken({ groups: awkward, scope: ['orders/read', 'a,b', "x'y", '{z}', '%20'] });
  const expected = { subject: pool.subject, groups: awkward, scopes: ['orders/read', 'a,b', "x'y", '{z}', '%20'] };

  test('through a REST API', async () => {
    await using api = await startRest();
    expect(await (await call(api.url, '/me', token)).json()).toEqual(expected);
  });

  test.each(['1.0', '2.0'] as const)('through an HTTP API, its events in payload %s', async (payloadVersion) => {
    for (const authorizerPayload of ['1.0', '2.0'] as const) {
      await using api = await startHttpApi({
        authorizer: {
          handler: httpAuthorizer(verifier, { routes }),
          payloadVersion: authorizerPayload,
          identitySources: ['$request.header.Authorization'],
        },
        payloadVersion,
        routes: functions,
        clock: pool.clock,
      });
      expect(await (await call(api.url, '/me', token)).json()).toEqual(expected);
    }
  });

  test('through a WebSocket API, with each message', async () => {
    const received = deferred<{ body: string }>();
    await using api = await startWebSocketApi({
      authorizer: {
        handler: webSocketAuthorizer(verifier, { token: [bearer(), query('token'), webSocketProtocol()] }),
        identitySources: ['route.request.querystring.token'],
      },
      routes: { $default: async (event: unknown) => received.resolve(await whoami(event)) },
    });
    const socket = new WebSocket(`${api.url}?token=${token}`);
    socket.addEventListener('open', () => socket.send('{}'));
    socket.addEventListener('error', () => received.reject(new Error('It did not connect.')));
    const { body } = await received.promise;
    socket.close();
    expect(JSON.parse(body)).toEqual(expected);
  });
});
