/**
 * The values that the options `context` and `usageIdentifierKey` pass to functions and usage plans, through every kind
 * of API.
 */
import { once } from 'node:events';
import {
  type AddedContext,
  appSyncAuthorizer,
  httpAuthorizer,
  query,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import type { AccessAuth } from '@cognito-guard/core';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import { startHttpApi, startRestApi, startWebSocketApi } from '@cognito-guard/testing/api-gateway';
import { appSyncAuthorizerEvent, requestAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import { createWorld, errorOf } from './support/users.ts';

const { pool, verifier } = await createWorld();
const token = pool.accessToken({ claims: { tenant: 'Zoë & Söhne' } });
const headers = { authorization: `Bearer ${token}` };
const wholeApi = { policy: 'whole-api' } as const;

const contextOf = (auth: AccessAuth) => ({
  tenant: String(auth.claims['tenant']),
  level: 3,
  beta: false,
  email: auth.claims['email'] === undefined ? undefined : 'known',
});
const readCaller = authorizerContextReader<ReturnType<typeof contextOf>>({ clock: pool.clock });
const expected = { tenant: 'Zoë & Söhne', level: '3', beta: 'false' };

/** A function that returns its event's context. */
const learned = async (event: unknown) => ({ statusCode: 200, body: JSON.stringify(readCaller(event).context) });
const routes = { 'GET /me': learned };

describe('the result of the context function reaches the function', () => {
  test.each(['TOKEN', 'REQUEST'] as const)('a REST API, %s, as text, also from the cache', async (type) => {
    let calls = 0;
    const handler = restAuthorizer(verifier, {
      ...wholeApi,
      context: (auth) => {
        calls += 1;
        return contextOf(auth);
      },
    });
    const identitySources = ['method.request.header.Authorization'];
    await using api = await startRestApi({
      authorizer: { handler, type, identitySources },
      routes,
      clock: pool.clock,
    });
    for (const _ of [1, 2]) expect(await (await fetch(`${api.url}/me`, { headers })).json()).toEqual(expected);
    expect(calls).toBe(1);
  });

  test.each([
    ['1.0, a policy', '1.0', 'iam'],
    ['2.0, a policy', '2.0', 'iam'],
    ['2.0, a simple answer', '2.0', 'simple'],
  ] as const)('an HTTP API, payload %s', async (_, payloadVersion, answer) => {
    await using api = await startHttpApi({
      authorizer: {
        handler: httpAuthorizer(verifier, { ...wholeApi, answer, context: async (auth) => contextOf(auth) }),
        payloadVersion,
        enableSimpleResponses: answer === 'simple',
        identitySources: ['$request.header.Authorization'],
      },
      routes,
      payloadVersion,
      clock: pool.clock,
    });
    expect(await (await fetch(`${api.url}/me`, { headers })).json()).toEqual(expected);
  });

  test('a WebSocket API, with every message', async () => {
    const seen: unknown[] = [];
    await using api = await startWebSocketApi({
      authorizer: {
        handler: webSocketAuthorizer(verifier, { token: query('token'), context: contextOf }),
        identitySources: ['route.request.querystring.token'],
      },
      routes: {
        $default: async (event: unknown) => {
          seen.push(readCaller(event).context);
          throw new Error('The client waits for a response, and this makes one.');
        },
      },
      clock: pool.clock,
    });
    const socket = new WebSocket(`${api.url}?token=${token}`);
    socket.onopen = () => socket.send('{}');
    await once(socket, 'message');
    expect(seen).toEqual([expected]);
    socket.close();
  });

  test('an AppSync API, to its resolvers', async () => {
    const { resolverContext } = await appSyncAuthorizer(verifier, { context: contextOf })(
      appSyncAuthorizerEvent({ token }),
    );
    expect(readCaller({ identity: { resolverContext } }).context).toEqual(expected);
  });
});

const makers = [
  ['restAuthorizer', (context: unknown) => restAuthorizer(verifier, { ...wholeApi, context } as object as never)],
  ['httpAuthorizer', (context: unknown) => httpAuthorizer(verifier, { ...wholeApi, context } as object as never)],
  ['webSocketAuthorizer', (context: unknown) => webSocketAuthorizer(verifier, { context } as object)],
  ['appSyncAuthorizer', (context: unknown) => appSyncAuthorizer(verifier, { context } as object)],
] as const;
const eventFor = (maker: string): object => {
  if (maker === 'appSyncAuthorizer') return appSyncAuthorizerEvent({ token });
  const event = requestAuthorizerEvent({ headers });
  return maker === 'webSocketAuthorizer'
    ? { ...event, methodArn: event.methodArn.replace(/GET\/$/, '$connect') }
    : { ...event, ...(maker === 'httpAuthorizer' && { version: '1.0' }) };
};

describe.each(makers)('%s', (maker, make) => {
  test.each(['Unauthorized', 'the database is down'])(
    'a context function that throws "%s" is a server error, never a refusal',
    async (message) => {
      const cause = new Error(message);
      const handler = make(() => {
        throw cause;
      });
      const error = await errorOf(handler(eventFor(maker)));
      expect([error.message, error.cause]).toEqual([`${maker}: context threw, which is a server error.`, cause]);
    },
  );

  test('a rejected promise of the context function is a server error, too', async () => {
    const handler = make(async () => Promise.reject(new Error('Unauthorized')));
    expect((await errorOf(handler(eventFor(maker)))).message).toMatch(/context threw/);
  });

  test.each([
    ['a reserved name', { sub: 'root' }, /context returned "sub", a reserved name/],
    ['a list', { tenants: ['acme'] }, /context returned "tenants", which is not text/],
    ['null', null, /context must return an object/],
  ])('a context with %s is a server error that names it', async (_, context, message) => {
    expect((await errorOf(make(() => context as unknown as AddedContext)(eventFor(maker)))).message).toMatch(message);
  });

  test.each([undefined, null, { tenant: 'acme' }, 'tenant'])(
    'a context of %j is refused at construction',
    (context) => {
      expect(() => make(context)).toThrow(new RegExp(`^${maker}: context must be a function; got`));
    },
  );
});

test('neither a refused token nor a missing one reaches the context function', async () => {
  const handler = restAuthorizer(verifier, {
    ...wholeApi,
    context: () => {
      throw new Error('It was called.');
    },
  });
  for (const authorization of [undefined, 'Bearer a.b.c', `Bearer ${pool.accessToken({ expiresIn: -60 })}`]) {
    const error = await errorOf(handler(requestAuthorizerEvent({ headers: { authorization } })));
    expect(error.message).toBe('Unauthorized');
  }
});

describe('usageIdentifierKey', () => {
  const answerWith = async (key: unknown) =>
    restAuthorizer(verifier, { ...wholeApi, usageIdentifierKey: () => key as string })(
      requestAuthorizerEvent({ headers }),
    );

  test('is the API key whose usage plan counts the request', async () => {
    expect(await answerWith('key-of-acme-0123456789')).toMatchObject({ usageIdentifierKey: 'key-of-acme-0123456789' });
    expect(await answerWith(undefined)).not.toHaveProperty('usageIdentifierKey');
    const handler = restAuthorizer(verifier, { ...wholeApi, usageIdentifierKey: async ({ clientId }) => clientId });
    expect(await handler(requestAuthorizerEvent({ headers }))).toHaveProperty('usageIdentifierKey', pool.clientId);
  });

  test.each(['', null, 7, ['secret-key']])('of %j is a server error that does not show it', async (key) => {
    expect((await errorOf(answerWith(key))).message).toMatch(
      /^restAuthorizer: usageIdentifierKey returned (empty text|a value that is not text), which is not an API key\.$/,
    );
  });

  test('that throws is a server error, never a refusal', async () => {
    const handler = restAuthorizer(verifier, {
      ...wholeApi,
      usageIdentifierKey: () => {
        throw new Error('Unauthorized');
      },
    });
    expect((await errorOf(handler(requestAuthorizerEvent({ headers })))).message).toBe(
      'restAuthorizer: usageIdentifierKey threw, which is a server error.',
    );
  });

  test('is an option of REST APIs only', () => {
    const options = { ...wholeApi, usageIdentifierKey: () => 'key' };
    expect(() => httpAuthorizer(verifier, options)).toThrow(/no option "usageIdentifierKey"/);
  });
});
