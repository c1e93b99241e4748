import { type HttpApiOptions, type HttpAuthorizer, startHttpApi } from '@cognito-guard/testing/api-gateway';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { echo, everything, policy, recorder } from './support/authorizers.ts';

const header = '$request.header.Authorization';
const simple = (context: object = {}) => ({ isAuthorized: true, context });

const start = (authorizer: Partial<HttpAuthorizer> = {}, options: Partial<HttpApiOptions> = {}) =>
  startHttpApi({
    routes: { 'ANY /{proxy+}': echo },
    authorizer: { payloadVersion: '2.0', identitySources: [header], handler: recorder().handler, ...authorizer },
    ...options,
  });

const call = async (url: string, method = 'GET') => {
  const response = await fetch(url, { method, headers: { Authorization: 'Bearer a' } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const authorizerIn = async (url: string): Promise<unknown> =>
  JSON.parse((await call(url)).text).requestContext.authorizer;

describe('authorizer events', () => {
  test('the default payload version is 2.0', async () => {
    const { events, handler } = recorder();
    await using api = await startHttpApi({
      routes: { 'GET /a': echo },
      authorizer: { identitySources: [header], handler },
    });
    expect((await call(`${api.url}/a`)).status).toBe(200);
    expect(events).toMatchObject([{ version: '2.0', routeArn: expect.any(String) }]);
  });

  test('payload 2.0: names in lower case, values joined, cookies separate, the route and its ARN', async () => {
    const { events, handler } = recorder();
    const routes = { 'GET /orders/{id}': echo };
    await using api = await start({ handler }, { routes, stageVariables: { env: 'x' } });
    const headers = [
      ['Authorization', 't'],
      ['X-Two', '1'],
      ['x-two', '2'],
      ['Cookie', 'a=1; b=2'],
      ['Cookie', 'c=3'],
    ] as const;
    await sendRaw(api.url, { method: 'GET', path: '/orders/7?x=1&x=%202', headers });
    const { requestContext, ...event } = events[0] ?? {};
    expect(event).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/$default/GET/orders/7',
      routeKey: 'GET /orders/{id}',
      identitySource: ['t'],
      rawPath: '/orders/7',
      rawQueryString: 'x=1&x=%202',
      cookies: ['a=1', 'b=2', 'c=3'],
      queryStringParameters: { x: '1, 2' },
      pathParameters: { id: '7' },
      stageVariables: { env: 'x' },
    });
    expect(event['headers']).toEqual({
      host: api.url.slice(7),
      connection: 'close',
      authorization: 't',
      'x-two': '1,2',
    });
    expect(requestContext).toMatchObject({ routeKey: 'GET /orders/{id}', http: { method: 'GET', path: '/orders/7' } });
  });

  test('payload 1.0: the form of REST APIs, and the identity sources joined', async () => {
    const { events, handler } = recorder();
    const identitySources = [header, '$context.routeKey'];
    await using api = await start({ handler, payloadVersion: '1.0', identitySources });
    await call(`${api.url}/a`);
    expect(events[0]).toMatchObject({
      version: '1.0',
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/$default/GET/a',
      identitySource: 'Bearer a,ANY /{proxy+}',
      authorizationToken: 'Bearer a,ANY /{proxy+}',
      resource: '/{proxy+}',
      path: '/a',
    });
  });

  test('a request without an identity source is 401, and the authorizer is not called', async () => {
    await using api = await start();
    const reply = await sendRaw(api.url, { method: 'GET', path: '/a', headers: [] });
    expect([reply.status, reply.body, api.authorizerCalls]).toEqual([401, '{"message":"Unauthorized"}', 0]);
  });

  test('an authorizer without identity sources is called for every request', async () => {
    const { events, handler } = recorder();
    await using api = await start({ handler, identitySources: [] });
    expect((await fetch(`${api.url}/a`)).status).toBe(200);
    expect(events[0]?.['identitySource']).toBeNull();
  });
});

describe('authorizer answers', () => {
  test.each([
    ['an error with the message Unauthorized', {}, new Error('Unauthorized'), 401, 'Unauthorized'],
    ['another error', {}, new Error('down'), 500, 'Internal Server Error'],
    ['a Deny', {}, policy('Deny', everything), 403, 'Forbidden'],
    ['a policy without a matching Allow', {}, policy('Allow', `${everything}/x`), 403, 'Forbidden'],
    ['isAuthorized: false', { enableSimpleResponses: true }, { isAuthorized: false }, 403, 'Forbidden'],
    ['isAuthorized as text', { enableSimpleResponses: true }, { isAuthorized: 'true' }, 500, 'Internal Server Error'],
    [
      'a policy in place of a simple answer',
      { enableSimpleResponses: true },
      policy('Allow', everything),
      500,
      'Internal Server Error',
    ],
    ['a simple answer in place of a policy', {}, simple(), 500, 'Internal Server Error'],
    [
      'a list in the context of payload 1.0',
      { payloadVersion: '1.0' as const },
      policy('Allow', everything, { context: { a: [] } }),
      500,
      'Internal Server Error',
    ],
  ])('%s', async (_, authorizer, answer, status, message) => {
    await using api = await start({ ...authorizer, handler: recorder(answer).handler });
    const reply = await call(`${api.url}/a`);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([status, { message }]);
    expect(api.cachedResults).toBe(status === 403 ? 1 : 0);
  });

  test('its context reaches the function as JSON in payload 2.0, as text in payload 1.0', async () => {
    const context = { groups: ['a', 'b'], exp: 7, yes: true };
    await using json = await start({ enableSimpleResponses: true, handler: recorder(simple(context)).handler });
    expect(await authorizerIn(`${json.url}/a`)).toEqual({ lambda: context });

    const handler = recorder(policy('Allow', everything, { context: { exp: 7, yes: true } })).handler;
    await using flat = await start({ handler, payloadVersion: '1.0' });
    expect(await authorizerIn(`${flat.url}/a`)).toEqual({ lambda: { exp: '7', yes: 'true', principalId: 'alice' } });

    await using both = await start({ handler, payloadVersion: '1.0' }, { payloadVersion: '1.0' });
    expect(await authorizerIn(`${both.url}/a`)).toEqual({ exp: '7', yes: 'true', principalId: 'alice' });
  });

  test('functions share no objects: no function sees the changes of another', async () => {
    const seen: string[] = [];
    const meddle = async (event: { requestContext: { authorizer: { lambda: { groups: string[] } } } }) => {
      const { groups } = event.requestContext.authorizer.lambda;
      seen.push(groups.join());
      groups.push('admins');
      return { statusCode: 200 };
    };
    const { handler } = recorder(simple({ groups: ['staff'] }));
    await using api = await start({ handler, enableSimpleResponses: true }, { routes: { 'GET /a': meddle } });
    await call(`${api.url}/a`);
    await call(`${api.url}/a`);
    expect([seen, api.authorizerCalls]).toEqual([['staff', 'staff'], 1]);
  });
});

describe('the cache', () => {
  test('a cached simple answer applies to every route, unless the route is an identity source', async () => {
    const admit = async ({ routeKey }: { routeKey: string }) => ({ isAuthorized: routeKey === 'GET /open' });
    const routes = { 'GET /open': echo, 'GET /admin': echo };
    await using naive = await start({ handler: admit, enableSimpleResponses: true }, { routes });
    expect([(await call(`${naive.url}/open`)).status, (await call(`${naive.url}/admin`)).status]).toEqual([200, 200]);

    const identitySources = [header, '$context.routeKey'];
    await using right = await start({ handler: admit, enableSimpleResponses: true, identitySources }, { routes });
    expect([(await call(`${right.url}/open`)).status, (await call(`${right.url}/admin`)).status]).toEqual([200, 403]);
    expect(right.cachedResults).toBe(2);
  });

  test('a policy is evaluated again for each route', async () => {
    const allowThis = async ({ routeArn }: { routeArn: string }) => policy('Allow', routeArn);
    await using api = await start({ handler: allowThis });
    expect([(await call(`${api.url}/a`)).status, (await call(`${api.url}/b`)).status]).toEqual([200, 403]);
    expect(api.authorizerCalls).toBe(1);
  });
});

describe('routes and paths', () => {
  test('a specific route precedes greedy ones, and $default serves the rest', async () => {
    const say = (text: string) => async () => ({ statusCode: 200, body: text });
    const routes = { $default: say('default'), 'GET /orders/{id}': say('id'), 'ANY /orders/{proxy+}': say('proxy') };
    await using api = await start({}, { routes });
    const texts = [
      await call(`${api.url}/orders/1`),
      await call(`${api.url}/orders/1`, 'PUT'),
      await call(`${api.url}/x`),
    ];
    expect(texts.map(({ text }) => text)).toEqual(['id', 'proxy', 'default']);
  });

  test('a request without a route is 404', async () => {
    await using api = await start({}, { routes: { 'GET /a': echo } });
    const reply = await call(`${api.url}/b`);
    expect([reply.status, reply.text]).toEqual([404, '{"message":"Not Found"}']);
  });

  test('events contain the decoded path and the query as sent', async () => {
    const { events, handler } = recorder();
    await using api = await start({ handler }, { routes: { $default: echo } });
    const send = (path: string) => sendRaw(api.url, { method: 'GET', path, headers: [['Authorization', 't']] });
    for (const path of ['/a%2Fb?q=%20', '/a%3Fb', '/%zz']) {
      await send(path);
      api.clearAuthorizerCache();
    }
    expect(events.map(({ rawPath, rawQueryString }) => [rawPath, rawQueryString])).toEqual([
      ['/a/b', 'q=%20'],
      ['/a', ''],
      ['/%zz', ''],
    ]);
    expect(events[0]?.['routeArn']).toMatch(/\/GET\/a\/b$/);
  });
});

describe('functions', () => {
  test.each([
    ['text', async () => 'hello', 'hello'],
    ['an object without a status', async () => ({ item: 'tea' }), '{"item":"tea"}'],
    ['a list', async () => [1], '[1]'],
  ])('%s is sent as JSON', async (_, handler, text) => {
    await using api = await start({}, { routes: { 'GET /a': handler } });
    const reply = await call(`${api.url}/a`);
    expect([reply.status, reply.headers.get('content-type'), reply.text]).toEqual([200, 'application/json', text]);
  });

  test('each cookie is sent in its own header', async () => {
    const handler = async () => ({ statusCode: 204, cookies: ['a=1', 'b=2'] });
    await using api = await start({}, { routes: { 'GET /a': handler } });
    expect((await call(`${api.url}/a`)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('a function that throws is answered with 500', async () => {
    await using api = await start({}, { routes: { 'GET /a': () => Promise.reject(new Error('down')) } });
    const reply = await call(`${api.url}/a`);
    expect([reply.status, reply.text, api.failures.length]).toEqual([500, '{"message":"Internal Server Error"}', 1]);
  });
});

describe('configuration mistakes', () => {
  test.each([
    [
      'a payload that there is not',
      { payloadVersion: '3.0' as '2.0' },
      {},
      /payloadVersion must be "1\.0" or "2\.0"; got "3\.0"/,
    ],
    [
      'simple answers in payload 1.0',
      { payloadVersion: '1.0' as const, enableSimpleResponses: true },
      {},
      /enableSimpleResponses must be false/,
    ],
    [
      'an identity source of REST APIs',
      { identitySources: ['method.request.header.A'] },
      {},
      /must be \$request\.header/,
    ],
    ['a payload of functions that there is not', {}, { payloadVersion: '3' as '2.0' }, /startHttpApi: payloadVersion/],
  ])('%s is told at the start', async (_, authorizer, options, message) => {
    await expect(start(authorizer, options)).rejects.toThrow(message);
  });
});

test('the latest 100 failures of the functions are kept, so that a long run does not fill the memory', async () => {
  let called = 0;
  const throws = (): never => {
    called++;
    throw new Error(`call ${called}`);
  };
  await using api = await startHttpApi({ routes: { 'GET /': throws } });
  for (let sent = 0; sent < 103; sent++) await fetch(api.url);
  expect(api.failures).toHaveLength(100);
  expect(api.failures.map(({ cause }) => String(cause))).toEqual(
    Array.from({ length: 100 }, (_, index) => `Error: call ${index + 4}`),
  );
});

test.each(['\t', '\n', '\r', '\u2028', '\0', '\\', '#'])(
  'a policy can deny decoded paths with %j, and takes them for any other character',
  async (character) => {
    const deny = { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: `${everything}/x${character}*` };
    const answer = policy('Allow', everything) as { policyDocument: { Statement: object[] } };
    answer.policyDocument.Statement.push(deny);
    await using api = await startHttpApi({
      authorizer: {
        handler: async () => answer,
        payloadVersion: '2.0',
        identitySources: ['$request.header.Authorization'],
      },
      routes: { 'ANY /{proxy+}': echo },
    });
    const statusOf = async (path: string): Promise<number> =>
      (await fetch(api.url + path, { headers: { authorization: 't' } })).status;
    const encoded = encodeURIComponent(character);
    expect([await statusOf(`/a${encoded}b`), await statusOf(`/x${encoded}b`)]).toEqual([200, 403]);
  },
);
