import { once } from 'node:events';
import { type LambdaFunction, startWebSocketApi, type WebSocketApiOptions } from '@cognito-guard/testing/api-gateway';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { everything, policy, recorder } from './support/authorizers.ts';

const token = 'route.request.querystring.token';
const ok = async () => ({ statusCode: 200 });

const start = (handler: LambdaFunction, options: Partial<WebSocketApiOptions> = {}) =>
  startWebSocketApi({ routes: { $default: ok }, authorizer: { handler, identitySources: [token] }, ...options });

/** The status that an upgrade is refused with; 101 when it is not. */
const statusOf = async (url: string, protocols: string[] = []): Promise<number> => {
  const client = new WebSocket(url, protocols);
  const status = await new Promise<number>((resolve) => {
    client.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    client.on('open', () => resolve(101));
    // It would throw that it was closed before it was open, which is the point.
    client.on('error', () => undefined);
  });
  client.terminate();
  return status;
};

const open = async (url: string, protocols: string[] = []): Promise<WebSocket> => {
  const client = new WebSocket(url, protocols);
  await once(client, 'open');
  return client;
};

describe('at the upgrade', () => {
  test('the authorizer receives the connect request, with $connect in its ARN', async () => {
    const { events, handler } = recorder();
    await using api = await start(handler, { stage: 'live', stageVariables: { env: 'x' } });
    expect(await statusOf(`${api.url}/?token=t&x=1&x=2`)).toBe(101);
    expect(events[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/live/$connect',
      headers: { Upgrade: 'websocket' },
      queryStringParameters: { token: 't', x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      stageVariables: { env: 'x' },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT', stage: 'live' },
    });
    expect(events[0]).not.toHaveProperty('pathParameters');
  });

  test.each([
    ['without an identity source', policy('Allow', everything), '/', 401, 0],
    ['refused with Unauthorized', new Error('Unauthorized'), '/?token=t', 401, 1],
    ['denied', policy('Deny', everything), '/?token=t', 403, 1],
    ['not allowed', policy('Allow', `${everything}/other`), '/?token=t', 403, 1],
    ['while the authorizer is down', new Error('down'), '/?token=t', 500, 1],
    ['with a malformed answer', { principalId: 'alice' }, '/?token=t', 500, 1],
    [
      'with an answer of more than 8 KB',
      policy('Allow', everything, { context: { a: 'x'.repeat(8192) } }),
      '/?token=t',
      500,
      1,
    ],
  ])('a connection %s is not made', async (_, answer, path, status, calls) => {
    const { events, handler } = recorder();
    await using api = await start(recorder(answer).handler, { routes: { $connect: handler, $default: ok } });
    expect(await statusOf(api.url + path)).toBe(status);
    expect([api.authorizerCalls, events.length]).toEqual([calls, 0]);
  });

  test('the authorizer is called for every connection, without a cache', async () => {
    await using api = await start(recorder().handler);
    await statusOf(`${api.url}/?token=t`);
    await statusOf(`${api.url}/?token=t`);
    expect([api.authorizerCalls, api.cachedResults]).toEqual([2, 0]);
  });

  test.each([
    ['with a status of its own', async () => ({ statusCode: 400 }), 400],
    ['by throwing', () => Promise.reject(new Error('down')), 502],
  ])('the function of $connect can refuse, %s', async (_, $connect, status) => {
    await using api = await start(recorder().handler, { routes: { $connect } });
    expect(await statusOf(`${api.url}/?token=t`)).toBe(status);
  });

  test('a token can be sent as a subprotocol, and the function chooses the answered one', async () => {
    const { events, handler } = recorder();
    const $connect = async () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat' } });
    await using api = await startWebSocketApi({
      routes: { $connect },
      authorizer: { handler, identitySources: ['route.request.header.Sec-WebSocket-Protocol'] },
    });
    const client = await open(api.url, ['chat', 'secret']);
    expect(client.protocol).toBe('chat');
    expect(events[0]).toMatchObject({ headers: { 'Sec-WebSocket-Protocol': 'chat,secret' } });
    expect(await statusOf(api.url)).toBe(401);
  });
});

describe('once connected', () => {
  const connectTo = async (options: Partial<WebSocketApiOptions> = {}) => {
    const context = { exp: 7, groups: '["a"]' };
    const seen: { routeKey: unknown; body: unknown; authorizer: unknown; connectionId: string }[] = [];
    const waiting: (() => void)[] = [];
    const note = async ({ requestContext, body }: { requestContext: (typeof seen)[number]; body?: string }) => {
      const { routeKey, authorizer, connectionId } = requestContext;
      seen.push({ routeKey, body, authorizer, connectionId });
      waiting.shift()?.();
      return { statusCode: 200 };
    };
    const api = await start(recorder(policy('Allow', everything, { context })).handler, {
      routes: { $connect: note, $disconnect: note, $default: note, say: note },
      ...options,
    });
    const client = await open(`${api.url}/?token=t`);
    /** Sends, and waits for a function to be called. */
    const send = async (text: string): Promise<void> => {
      const called = new Promise<void>((resolve) => waiting.push(resolve));
      client.send(text);
      await called;
    };
    return { api, client, seen, send, waiting };
  };

  test("each message reaches the route that it names, with the authorizer's context as text", async () => {
    const { api, seen, send } = await connectTo();
    for (const text of ['{"action":"say","x":1}', '{"action":"other"}', '{"action":"$connect"}', 'no JSON', '{}'])
      await send(text);
    expect(seen.map(({ routeKey, body }) => [routeKey, body])).toEqual([
      ['$connect', undefined],
      ['say', '{"action":"say","x":1}'],
      ['$default', '{"action":"other"}'],
      ['$default', '{"action":"$connect"}'],
      ['$default', 'no JSON'],
      ['$default', '{}'],
    ]);
    const [first] = seen;
    for (const { authorizer, connectionId } of seen) {
      expect(authorizer).toEqual({ exp: '7', groups: '["a"]', principalId: 'alice' });
      expect(connectionId).toBe(first?.connectionId);
    }
    expect(api.authorizerCalls).toBe(1);
    await api.close();
  });

  test('routeSelectionExpression selects the member of a message that names its route', async () => {
    const { api, seen, send } = await connectTo({ routeSelectionExpression: '$request.body.kind.name' });
    await send('{"kind":{"name":"say"}}');
    expect(seen.at(-1)?.routeKey).toBe('say');
    await api.close();
  });

  test('a function can send to an open connection, and not to a closed one', async () => {
    const { api, client, seen, waiting } = await connectTo();
    const { connectionId = '' } = seen[0] ?? {};
    api.postToConnection(connectionId, 'hello');
    const [data] = await once(client, 'message');
    expect(String(data)).toBe('hello');
    const disconnected = new Promise<void>((resolve) => waiting.push(resolve));
    client.close(1000);
    await disconnected;
    expect(seen.at(-1)?.routeKey).toBe('$disconnect');
    expect(() => api.postToConnection(connectionId, 'hello')).toThrow('no such connection is open');
    await api.close();
  });

  test.each([
    ['that no route takes', {}, 'Forbidden'],
    ['whose function throws', { $default: () => Promise.reject(new Error('down')) }, 'Internal server error'],
  ])('a message %s is answered with an error', async (_, routes, message) => {
    await using api = await start(recorder().handler, { routes });
    const client = await open(`${api.url}/?token=t`);
    client.send('hello');
    const [data] = await once(client, 'message');
    expect(JSON.parse(String(data))).toMatchObject({ message, connectionId: expect.any(String) });
  });

  test("a function's answer is sent when its route has a route response", async () => {
    const echo = async ({ body }: { body: string }) => ({ statusCode: 200, body: `got ${body}` });
    await using api = await start(recorder().handler, {
      routes: { $default: { handler: echo, returnResponse: true } },
    });
    const client = await open(`${api.url}/?token=t`);
    client.send('hello');
    const [data] = await once(client, 'message');
    expect([String(data), api.failures]).toEqual(['got hello', []]);
  });

  test("a function's answer without a route response is not sent, and is a failure", async () => {
    const { api, client } = await connectTo({
      routes: {
        $default: async () => ({ statusCode: 200, body: 'lost' }),
        quiet: async () => ({ statusCode: 200 }),
        last: { handler: async () => ({ statusCode: 200, body: 'sent' }), returnResponse: true },
      },
    });
    const received = once(client, 'message');
    for (const action of ['quiet', 'other', 'last']) client.send(JSON.stringify({ action }));
    expect(String((await received)[0])).toBe('sent');
    expect(api.failures.map(({ message }) => message)).toEqual([
      'The answer of "$default" was not sent. The route has no route response: give it as { handler, returnResponse: true }, and deploy it with one.',
    ]);
    await api.close();
  });

  test.each([
    ['binary', Buffer.from([1]), 1003],
    ['of more than 128 KB', 'x'.repeat(131_073), 1009],
  ])('a message that is %s ends the connection', async (_, message, code) => {
    const { api, client } = await connectTo();
    client.send(message);
    expect((await once(client, 'close'))[0]).toBe(code);
    await api.close();
  });

  test('close() drops every connection', async () => {
    const { api, client } = await connectTo();
    const closed = once(client, 'close');
    await Promise.all([api.close(), api.close(), closed]);
    expect(client.readyState).toBe(WebSocket.CLOSED);
  });
});

test('a request without an upgrade is 426', async () => {
  await using api = await start(recorder().handler);
  expect((await fetch(api.url.replace('ws:', 'http:'))).status).toBe(426);
});

test.each([
  [
    'an identity source of HTTP APIs',
    { authorizer: { handler: ok, identitySources: ['$request.header.A'] } },
    /must be route\.request\.header/,
  ],
  [
    'an expression that selects nothing',
    { routeSelectionExpression: 'action' },
    /routeSelectionExpression must be like/,
  ],
  [
    'a route without a function',
    { routes: { $default: 'x' as unknown as typeof ok } },
    /routes\["\$default"\] must be a function/,
  ],
  [
    'a route response of $connect, which answers no message',
    { routes: { $connect: { handler: ok, returnResponse: true } } },
    /routes\["\$connect"\] must be a function: only messages have a route response/,
  ],
  [
    'an option for a TTL',
    {
      authorizer: {
        handler: ok,
        identitySources: [],
        resultTtlSeconds: 1,
      } as object as WebSocketApiOptions['authorizer'] & object,
    },
    /no option "resultTtlSeconds"/,
  ],
])('%s is refused at startup', async (_, options, message) => {
  await expect(start(ok, options)).rejects.toThrow(message);
});
