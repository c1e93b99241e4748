import { type RestApiOptions, type RestAuthorizer, startRestApi } from '@cognito-guard/testing/api-gateway';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { echo, everything, policy, recorder } from './support/authorizers.ts';

const header = 'method.request.header.Authorization';

const start = (authorizer: Partial<RestAuthorizer> = {}, options: Partial<RestApiOptions> = {}) =>
  startRestApi({
    routes: { 'ANY /{proxy+}': echo },
    authorizer: { type: 'TOKEN', identitySources: [header], handler: recorder().handler, ...authorizer },
    ...options,
  });

const call = async (url: string, { method = 'GET', token = 'Bearer a' }: { method?: string; token?: string } = {}) => {
  const response = await fetch(url, { method, headers: { Authorization: token } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const bodyOf = async (url: string): Promise<Record<string, unknown>> => JSON.parse((await call(url)).text);
const authorizerOf = (body: Record<string, unknown>): unknown =>
  (body['requestContext'] as { authorizer?: unknown }).authorizer;

describe('authorizer events', () => {
  test("a TOKEN event contains the header as sent, and the ARN of the request's path", async () => {
    const { events, handler } = recorder();
    await using api = await start({ handler }, { routes: { 'DELETE /orders/{id}': echo } });
    expect((await call(`${api.url}/orders/7?x=1`, { method: 'DELETE', token: 'beaRer  t ' })).status).toBe(200);
    expect(events).toEqual([
      {
        type: 'TOKEN',
        authorizationToken: 'beaRer  t',
        methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/DELETE/orders/7',
      },
    ]);
  });

  test('a REQUEST event contains the request without its body', async () => {
    const { events, handler } = recorder();
    const routes = { 'POST /orders/{id}': echo };
    await using api = await start({ handler, type: 'REQUEST' }, { routes, stage: 'test', stageVariables: { a: 'b' } });
    await fetch(`${api.url}/orders/7?x=1&x=2`, { method: 'POST', body: 'hidden', headers: { Authorization: 't' } });
    const { requestContext, ...event } = events[0] ?? {};
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/test/POST/orders/7',
      resource: '/orders/{id}',
      path: '/orders/7',
      httpMethod: 'POST',
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      pathParameters: { id: '7' },
      stageVariables: { a: 'b' },
    });
    expect(event).not.toHaveProperty('body');
    expect(requestContext).toMatchObject({
      resourcePath: '/orders/{id}',
      stage: 'test',
      identity: { sourceIp: '127.0.0.1' },
    });
  });

  test('header names keep their spelling; the last value is in headers, all are in multiValueHeaders', async () => {
    const { events, handler } = recorder();
    await using api = await start({ handler, type: 'REQUEST', identitySources: [] });
    await sendRaw(api.url, {
      method: 'GET',
      path: '/a',
      headers: [
        ['X-Two', '1'],
        ['X-Two', '2'],
        ['aUTHORIZATION', 't'],
      ],
    });
    expect(events[0]).toMatchObject({
      headers: { 'X-Two': '2', aUTHORIZATION: 't' },
      multiValueHeaders: { 'X-Two': ['1', '2'] },
    });
  });

  test.each([
    ['no header', [] as [string, string][]],
    ['an empty header', [['Authorization', '']] as [string, string][]],
  ])('a request with %s is 401, and the authorizer is not called', async (_, headers) => {
    await using api = await start();
    const reply = await sendRaw(api.url, { method: 'GET', path: '/a', headers });
    expect([reply.status, reply.body, reply.headers['x-amzn-errortype']]).toEqual([
      401,
      '{"message":"Unauthorized"}',
      'UnauthorizedException',
    ]);
    expect(api.authorizerCalls).toBe(0);
  });

  test('every kind of identity source is required', async () => {
    const identitySources = [header, 'method.request.querystring.who', 'stageVariables.env', 'context.httpMethod'];
    await using api = await start({ type: 'REQUEST', identitySources }, { stageVariables: { env: 'x' } });
    expect((await call(`${api.url}/a`)).status).toBe(401);
    expect((await call(`${api.url}/a?who=`)).status).toBe(401);
    expect((await call(`${api.url}/a?who=me`)).status).toBe(200);
    expect(api.authorizerCalls).toBe(1);
  });

  test('a token that the validation expression does not match is 401 without a call', async () => {
    await using api = await start({ identityValidationExpression: '^Bearer [-\\w]+$' });
    expect((await call(`${api.url}/a`, { token: 'Basic a' })).status).toBe(401);
    expect(api.authorizerCalls).toBe(0);
    expect((await call(`${api.url}/a`)).status).toBe(200);
  });

  test('an open route is served without the authorizer', async () => {
    await using api = await start({}, { routes: { 'GET /health': { handler: echo, authorizer: false } } });
    expect(authorizerOf(await (await fetch(`${api.url}/health`)).json())).toBeUndefined();
    expect(api.authorizerCalls).toBe(0);
  });
});

describe('authorizer answers', () => {
  test.each([
    [
      'an error with the message Unauthorized',
      new Error('Unauthorized'),
      401,
      '{"message":"Unauthorized"}',
      'UnauthorizedException',
    ],
    [
      'an error with another message',
      new Error('Unauthorized.'),
      500,
      '{"message":null}',
      'AuthorizerConfigurationException',
    ],
    [
      'an explicit Deny',
      policy('Deny', everything),
      403,
      '{"Message":"User is not authorized to access this resource with an explicit deny"}',
      'AccessDeniedException',
    ],
    [
      'no matching Allow',
      policy('Allow', `${everything.slice(0, -1)}prod/GET/other`),
      403,
      '{"Message":"User is not authorized to access this resource"}',
      'AccessDeniedException',
    ],
  ])('%s', async (_, answer, status, body, type) => {
    await using api = await start({ handler: recorder(answer).handler });
    const reply = await call(`${api.url}/a`);
    expect([reply.status, reply.text, reply.headers.get('x-amzn-errortype')]).toEqual([status, body, type]);
  });

  test.each([
    ['nothing', null],
    ['text', 'Allow'],
    ['no principalId', policy('Allow', everything, { principalId: undefined })],
    ['an empty principalId', policy('Allow', everything, { principalId: '' })],
    ['no policy', { principalId: 'alice' }],
    ['a simple answer', { isAuthorized: true }],
    [
      'an Effect that there is not',
      {
        principalId: 'alice',
        policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'allow', Action: '*', Resource: '*' }] },
      },
    ],
    [
      'a statement without Resource',
      {
        principalId: 'alice',
        policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*' }] },
      },
    ],
    ['a Resource of more than 512 characters', policy('Allow', [everything, `${everything}${'x'.repeat(512)}`])],
    ['a list in the context', policy('Allow', everything, { context: { groups: ['a'] } })],
    ['an object in the context', policy('Allow', everything, { context: { user: {} } })],
    ['a list as the context', policy('Allow', everything, { context: ['a'] })],
  ])('an answer with %s is 500, told to the developer, and not kept', async (_, answer) => {
    await using api = await start({ handler: recorder(answer).handler });
    const reply = await call(`${api.url}/a`);
    expect([reply.status, reply.text]).toEqual([500, '{"message":null}']);
    await call(`${api.url}/a`);
    expect([api.authorizerCalls, api.cachedResults, api.failures.length]).toEqual([2, 0, 2]);
    expect(api.failures[0]?.cause).toBeInstanceOf(TypeError);
  });

  test('the message of a failure contains the thrown message', async () => {
    const thrown = ['The keys are down.', new Error('The keys are down.')];
    for (const what of thrown) {
      const handler = (): never => {
        throw what;
      };
      await using api = await start({ handler });
      await call(`${api.url}/a`);
      expect(api.failures.map(({ message, cause }) => [message, cause])).toEqual([
        ['The authorizer threw: The keys are down.', what],
      ]);
    }
  });

  test('a thrown string is treated like an error with that message', async () => {
    const handler = (): never => {
      throw 'Unauthorized';
    };
    await using api = await start({ handler });
    expect((await call(`${api.url}/a`)).status).toBe(401);
  });

  test("policies' conditions on the caller's address and the time are evaluated", async () => {
    let now = Date.UTC(2026, 5);
    const document = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: everything,
        Condition: {
          IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
          DateLessThan: { 'aws:CurrentTime': '2026-06-01T00:01:00Z' },
        },
      },
    };
    const { handler } = recorder({ principalId: 'alice', policyDocument: document });
    await using api = await start({ handler }, { clock: () => now });
    expect((await call(`${api.url}/a`)).status).toBe(200);
    now += 60_000;
    expect((await call(`${api.url}/a`)).status).toBe(403);
    expect(api.authorizerCalls).toBe(1);
  });

  test("the authorizer's context reaches the function as text", async () => {
    const context = { text: 'a "b", ü', number: 1.5, yes: true, no: false, nothing: null };
    await using api = await start({ handler: recorder(policy('Allow', everything, { context })).handler });
    expect(authorizerOf(await bodyOf(`${api.url}/a`))).toEqual({
      principalId: 'alice',
      integrationLatency: expect.any(Number),
      text: 'a "b", ü',
      number: '1.5',
      yes: 'true',
      no: 'false',
      nothing: null,
    });
  });

  test("integrationLatency is the authorizer's time in milliseconds, and 0 from the cache", async () => {
    let now = 0;
    const handler = async () => {
      now += 40;
      return policy('Allow', everything, { context: { integrationLatency: 'mine' } });
    };
    await using api = await start({ handler }, { clock: () => now });
    expect(authorizerOf(await bodyOf(`${api.url}/a`))).toMatchObject({ integrationLatency: 40 });
    expect(authorizerOf(await bodyOf(`${api.url}/a`))).toMatchObject({ integrationLatency: 0 });
  });
});

describe('the cache', () => {
  const allowThis = async ({ methodArn }: { methodArn: string }) => policy('Allow', methodArn);

  test('stores a policy for 300 seconds for each value of the identity sources', async () => {
    let now = 0;
    await using api = await start({}, { clock: () => now });
    await call(`${api.url}/a`);
    await call(`${api.url}/b`, { method: 'POST' });
    expect([api.authorizerCalls, api.cachedResults]).toEqual([1, 1]);
    await call(`${api.url}/a`, { token: 'Bearer b' });
    expect([api.authorizerCalls, api.cachedResults]).toEqual([2, 2]);
    now = 299_999;
    await call(`${api.url}/a`);
    expect(api.authorizerCalls).toBe(2);
    now = 300_000;
    expect(api.cachedResults).toBe(0);
    await call(`${api.url}/a`);
    expect(api.authorizerCalls).toBe(3);
  });

  test('a cached policy is evaluated again for each method: Allow on one method ARN refuses the next route', async () => {
    await using api = await start({ handler: allowThis });
    expect((await call(`${api.url}/orders/1`)).status).toBe(200);
    expect((await call(`${api.url}/orders/2`)).status).toBe(403);
    expect((await call(`${api.url}/orders/1`, { method: 'DELETE' })).status).toBe(403);
    api.clearAuthorizerCache();
    expect((await call(`${api.url}/orders/2`)).status).toBe(200);
    expect((await call(`${api.url}/orders/1`)).status).toBe(403);
  });

  test('a cached wildcard Allow of one route allows the others', async () => {
    const naive = async ({ methodArn }: { methodArn: string }) =>
      policy(methodArn.endsWith('/GET/open') ? 'Allow' : 'Deny', everything);
    await using api = await start({ handler: naive });
    expect((await call(`${api.url}/admin`)).status).toBe(403);
    api.clearAuthorizerCache();
    expect((await call(`${api.url}/open`)).status).toBe(200);
    expect((await call(`${api.url}/admin`)).status).toBe(200);
  });

  test('a Deny is cached like an Allow', async () => {
    await using api = await start({ handler: recorder(policy('Deny', everything)).handler });
    await call(`${api.url}/a`);
    expect((await call(`${api.url}/b`)).status).toBe(403);
    expect([api.authorizerCalls, api.cachedResults]).toEqual([1, 1]);
  });

  test('neither 401 nor 500 is cached', async () => {
    const answers = [new Error('Unauthorized'), new Error('keys are down'), undefined];
    const handler = async () => {
      const error = answers.shift();
      if (error !== undefined) throw error;
      return policy('Allow', everything);
    };
    await using api = await start({ handler });
    const statuses = [await call(`${api.url}/a`), await call(`${api.url}/a`), await call(`${api.url}/a`)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([401, 500, 200]);
    expect([api.authorizerCalls, api.cachedResults]).toEqual([3, 1]);
  });

  test('a TTL of 0 and an authorizer without identity sources disable the cache', async () => {
    for (const authorizer of [{ resultTtlSeconds: 0 }, { type: 'REQUEST', identitySources: [] } as const]) {
      await using api = await start(authorizer);
      await call(`${api.url}/a`);
      await call(`${api.url}/a`);
      expect([api.authorizerCalls, api.cachedResults]).toEqual([2, 0]);
    }
  });

  test('values that are equal when joined are different identities', async () => {
    const identitySources = ['method.request.querystring.a', 'method.request.querystring.b'];
    await using api = await start({ type: 'REQUEST', identitySources });
    await call(`${api.url}/a?a=x,y&b=z`);
    await call(`${api.url}/a?a=x&b=y,z`);
    expect(api.authorizerCalls).toBe(2);
  });
});

describe('paths', () => {
  test.each(['//a', '/a//b', '/a/', '/a%2fb', '/%61', '/a/../b', '/a*b?', '/a;x=1'])(
    '%s is passed as it was sent',
    async (path) => {
      const { events, handler } = recorder();
      await using api = await start({ handler });
      await sendRaw(api.url, { method: 'GET', path, headers: [['Authorization', 't']] });
      expect(events[0]?.['methodArn']).toBe(
        `arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/GET${path.replace(/\?$/, '')}`,
      );
    },
  );

  test('a star in a path is not a wildcard: it does not match another path’s Allow', async () => {
    const allowA = policy('Allow', `${everything.slice(0, -1)}prod/GET/a`);
    await using api = await start({ handler: recorder(allowA).handler });
    const statusOf = async (path: string): Promise<number> =>
      (await sendRaw(api.url, { method: 'GET', path, headers: [['Authorization', 't']] })).status;
    expect(await statusOf('/a')).toBe(200);
    expect(await statusOf('/*')).toBe(403);
  });

  test('the most specific resource with the method serves the request', async () => {
    const say = (text: string) => async () => ({ statusCode: 200, body: text });
    const routes = {
      'ANY /{proxy+}': say('proxy'),
      'GET /orders/{id}': say('id'),
      'ANY /orders/new': say('any'),
      'GET /orders/new': say('new'),
      'GET /': say('root'),
    };
    await using api = await start({}, { routes });
    const textOf = async (path: string, method = 'GET'): Promise<string> =>
      (await call(api.url + path, { method })).text;
    expect(await Promise.all(['/orders/new', '/orders/1', '/orders/1/items', '/'].map((path) => textOf(path)))).toEqual(
      ['new', 'id', 'proxy', 'root'],
    );
    expect(await textOf('/orders/new', 'PUT')).toBe('any');
    expect(await textOf('/orders/1', 'PUT')).toBe('proxy');
    expect(await textOf('/', 'PUT')).toBe('{"message":"Missing Authentication Token"}');
  });

  test('a method ARN of more than 1600 bytes is 414', async () => {
    await using api = await start();
    expect((await call(`${api.url}/${'x'.repeat(1600)}`)).status).toBe(414);
    expect(api.authorizerCalls).toBe(0);
  });
});

describe('gateway responses', () => {
  const responseParameters = {
    'gatewayresponse.header.WWW-Authenticate': "'Bearer'",
    'gatewayresponse.header.X-Who': 'context.authorizer.principalId',
    'gatewayresponse.header.X-From': 'method.request.header.Origin',
  };

  test("headers and bodies can contain text, context variables and the authorizer's context", async () => {
    const context = { error: 'insufficient_scope' };
    const template =
      '{"m":$context.error.messageString,"t":"$context.error.responseType","e":"$context.authorizer.error","s":"$stageVariables.env","none":"$context.authorizer.none"}';
    await using api = await start(
      { handler: recorder(policy('Deny', everything, { context })).handler },
      {
        stageVariables: { env: 'x' },
        gatewayResponses: {
          ACCESS_DENIED: { statusCode: '404', responseParameters, responseTemplates: { 'application/json': template } },
        },
      },
    );
    const reply = await call(`${api.url}/a`);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([
      404,
      {
        m: 'User is not authorized to access this resource with an explicit deny',
        t: 'ACCESS_DENIED',
        e: 'insufficient_scope',
        s: 'x',
        none: '',
      },
    ]);
    expect([reply.headers.get('www-authenticate'), reply.headers.get('x-who'), reply.headers.get('x-from')]).toEqual([
      'Bearer',
      'alice',
      null,
    ]);
  });

  test('types that only a real API returns are accepted', async () => {
    await using api = await start({}, { gatewayResponses: { EXPIRED_TOKEN: {}, THROTTLED: {}, WAF_FILTERED: {} } });
    expect((await fetch(`${api.url}/a`)).status).toBe(401);
  });

  test('a type without a response uses the default of its class', async () => {
    await using api = await start({}, { gatewayResponses: { DEFAULT_4XX: { responseParameters } } });
    const reply = await fetch(`${api.url}/a`, { headers: { Origin: 'https://app.test' } });
    expect([reply.status, reply.headers.get('www-authenticate'), reply.headers.get('x-from')]).toEqual([
      401,
      'Bearer',
      'https://app.test',
    ]);
    expect(await reply.text()).toBe('{"message":"Unauthorized"}');
  });
});

describe('functions', () => {
  test('an answer without a content type is JSON', async () => {
    await using api = await start();
    expect((await call(`${api.url}/a`)).headers.get('content-type')).toBe('application/json');
  });

  test('status, both kinds of headers and a binary body reach the client', async () => {
    const answer = async () => ({
      statusCode: 201,
      headers: { 'X-One': '1', 'X-Both': 'a' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-Both': ['a', 'b'] },
      body: Buffer.from([0, 255]).toString('base64'),
      isBase64Encoded: true,
    });
    await using api = await start({}, { routes: { 'GET /a': answer } });
    const reply = await fetch(`${api.url}/a`, { headers: { Authorization: 't' } });
    expect([reply.status, reply.headers.get('x-one'), reply.headers.get('x-both')]).toEqual([201, '1', 'a, b']);
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(new Uint8Array(await reply.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  });

  test('a body reaches the function, as base64 when it is not text', async () => {
    await using api = await start();
    const send = async (body: BodyInit): Promise<Record<string, unknown>> =>
      JSON.parse(await (await fetch(`${api.url}/a`, { method: 'POST', body, headers: { Authorization: 't' } })).text());
    expect(await send('tea ü')).toMatchObject({ body: 'tea ü', isBase64Encoded: false });
    expect(await send(new Uint8Array([255]))).toMatchObject({ body: '/w==', isBase64Encoded: true });
  });

  test.each([
    ['throws', async () => Promise.reject(new Error('down'))],
    ['answers nothing', async () => undefined],
    ['answers without a status', async () => ({ body: 'x' })],
    ['answers a body that is no text', async () => ({ statusCode: 200, body: { a: 1 } })],
  ])('a function that %s is 502', async (_, handler) => {
    await using api = await start({}, { routes: { 'GET /a': handler } });
    const reply = await call(`${api.url}/a`);
    expect([reply.status, reply.text, api.failures.length]).toEqual([502, '{"message":"Internal server error"}', 1]);
  });
});

describe('configuration mistakes', () => {
  test.each([
    [
      'a type that there is not',
      { type: 'JWT' as 'TOKEN' },
      {},
      /authorizer\.type must be "TOKEN" or "REQUEST"; got "JWT"/,
    ],
    ['two identity sources for TOKEN', { identitySources: [header, header] }, {}, /identitySources must be one header/],
    [
      'an identity source of another kind of API',
      { identitySources: ['$request.header.A'] },
      {},
      /must be method\.request\.header/,
    ],
    [
      'a TTL over an hour',
      { resultTtlSeconds: 3601 },
      {},
      /resultTtlSeconds must be a whole number of seconds from 0 to 3600; got 3601/,
    ],
    [
      'a TTL without identity sources',
      { type: 'REQUEST' as const, identitySources: [], resultTtlSeconds: 1 },
      {},
      /resultTtlSeconds must be 0/,
    ],
    [
      'a validation expression for REQUEST',
      { type: 'REQUEST' as const, identityValidationExpression: 'a' },
      {},
      /identityValidationExpression/,
    ],
    [
      'a validation expression that is none',
      { identityValidationExpression: '(' },
      {},
      /must be a regular expression; got "\("/,
    ],
    ['a misspelt option', { ttl: 1 } as object, {}, /no option "ttl"/],
    [
      'an authorizer that wants a callback',
      { handler: (_a: never, _b: never, _c: never) => undefined },
      {},
      /without a callback/,
    ],
    ['no route', {}, { routes: {} }, /routes must be an object with at least one route/],
    ['a route without a path', {}, { routes: { GET: echo } }, /a route must be like "GET \/orders\/\{id\}"/],
    [
      'a wildcard',
      {},
      { routes: { 'ANY /admin/*': echo } },
      /a route must be without \*.*use \{proxy\+\}.*\/admin\/\*/,
    ],
    ['a greedy parameter before the end', {}, { routes: { 'GET /{a+}/b': echo } }, /a route must be like/],
    [
      'a route without a function',
      {},
      { routes: { 'GET /': 1 as unknown as typeof echo } },
      /routes\["GET \/"\] must be a function; got 1/,
    ],
    [
      'a gateway response that there is not',
      {},
      { gatewayResponses: { FORBIDDEN: {} } as object },
      /a type must be .*got "FORBIDDEN"/,
    ],
    [
      'a misspelt member of a gateway response',
      {},
      { gatewayResponses: { UNAUTHORIZED: { headers: {} } } as object },
      /UNAUTHORIZED: there is no option "headers"; its options are statusCode, responseParameters, responseTemplates/,
    ],
    [
      'a response parameter that is no header',
      {},
      { gatewayResponses: { UNAUTHORIZED: { responseParameters: { a: "'b'" } } } },
      /gatewayresponse\.header/,
    ],
  ])('%s is told at the start', async (_, authorizer, options, message) => {
    const starting = start(authorizer, options);
    await expect(starting).rejects.toThrow(TypeError);
    await expect(starting).rejects.toThrow(message);
  });
});
