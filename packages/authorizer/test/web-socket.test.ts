import { bearer, cookie, query, webSocketAuthorizer, webSocketProtocol } from '@cognito-guard/authorizer';
import { createVerifier } from '@cognito-guard/core';
import { webSocketAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import { createWorld, errorOf } from './support/users.ts';

const { pool, verifier } = await createWorld();
const token = pool.accessToken({ groups: ['traders'] });
const handler = webSocketAuthorizer(verifier, {
  token: [bearer(), query('access_token'), webSocketProtocol()],
  anyGroup: ['traders'],
});
const connect = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/$connect';
const offering = (protocols: string) => webSocketAuthorizerEvent({ headers: { 'Sec-WebSocket-Protocol': protocols } });

test.each([
  ['a header', webSocketAuthorizerEvent({ headers: { Authorization: `Bearer ${token}` } })],
  ['the query string', webSocketAuthorizerEvent({ path: `/?access_token=${token}` })],
  ['the subprotocols that a browser offers', offering(`bearer, ${token}`)],
  ['the subprotocols, beside a real one', offering(`graphql-ws,bearer,${token}`)],
])('a token in %s opens the connection, and $connect only', async (_where, event) => {
  const { policyDocument, context } = await handler(event);
  expect(policyDocument.Statement).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: [connect] }]);
  expect(context).toMatchObject({ sub: pool.subject, groups: '["traders"]', exp: String(pool.now() + 3600) });
});

test('a token that does not meet the requirements is denied', async () => {
  const { policyDocument, context } = await handler(offering(`bearer, ${pool.accessToken()}`));
  expect(policyDocument.Statement).toMatchObject([{ Effect: 'Deny' }]);
  expect(context).toMatchObject({ error: 'insufficient_scope' });
});

describe('a connection is refused with exactly Unauthorized', () => {
  test.each([
    ['without a token', webSocketAuthorizerEvent()],
    ['with a protocol and no token', offering('graphql-ws')],
    ['with bearer and no token behind it', offering('bearer')],
    ['with a token and no bearer', offering(token)],
    ['with two tokens', offering(`bearer, ${token}, bearer, ${token}`)],
    [
      'with tokens in two places',
      webSocketAuthorizerEvent({ path: `/?access_token=${token}`, headers: { Authorization: `Bearer ${token}` } }),
    ],
  ])('%s', async (_what, event) => {
    expect((await errorOf(handler(event))).message).toBe('Unauthorized');
  });
});

describe('a cookie', () => {
  const byCookie = webSocketAuthorizer(verifier, {
    token: cookie('session', { origins: ['https://app.example.com'] }),
  });
  const from = (origin: string) =>
    webSocketAuthorizerEvent({
      headers: { Host: 'ws.example.com', Origin: origin, Cookie: `session=${token}` },
    });

  test.each(['https://ws.example.com', 'https://app.example.com'])(
    'opens the connection of a page of %s',
    async (origin) => {
      expect((await byCookie(from(origin))).policyDocument.Statement).toMatchObject([{ Effect: 'Allow' }]);
    },
  );

  test.each(['https://other.example', 'https://example.com', 'null'])(
    'does not open the connection of a page of %s',
    async (origin) => {
      const { message, cause } = await errorOf(byCookie(from(origin)));
      expect([message, cause]).toMatchObject(['Unauthorized', { code: 'cross_site_request' }]);
    },
  );
});

describe("an answer above API Gateway's limit", () => {
  const roomy = createVerifier({ ...pool.options, tokenUse: 'access', clock: pool.clock, maxTokenLength: 16_384 });
  const answerTo = (count: number) => {
    const groups = Array.from({ length: count }, (_, index) => `département-${index}`);
    const headers = { Authorization: `Bearer ${pool.accessToken({ groups })}` };
    return webSocketAuthorizer(roomy)(webSocketAuthorizerEvent({ headers }));
  };

  test('is thrown with its length and the remedy, and no part of the token', async () => {
    const { message } = await errorOf(answerTo(400));
    expect(message).toMatch(
      /^webSocketAuthorizer: this token makes an answer of \d+ bytes, and a WebSocket API accepts at most 8192\. .*pre token generation trigger\.$/,
    );
    expect(message).not.toContain('partement');
    expect(message).not.toContain(pool.subject);
  });

  test('has more than 8 KB, and no less', async () => {
    let count = 400;
    let answer: object | undefined;
    while (answer === undefined) answer = await answerTo(count--).catch(() => undefined);
    const bytes = Buffer.byteLength(JSON.stringify(answer));
    expect(bytes).toBeLessThanOrEqual(8192);
    expect(bytes).toBeGreaterThan(8192 - 40);
  });
});

describe('without options', () => {
  const plain = webSocketAuthorizer(verifier);

  test.each([
    ['Authorization, which servers and apps set', { Authorization: `Bearer ${token}` }],
    ['Sec-WebSocket-Protocol, which browsers set', { 'Sec-WebSocket-Protocol': `bearer, ${token}` }],
  ])('the token is read from %s', async (_where, headers) => {
    const { principalId, policyDocument } = await plain(webSocketAuthorizerEvent({ headers }));
    expect(principalId).toBe(pool.subject);
    expect(policyDocument.Statement).toMatchObject([{ Effect: 'Allow' }]);
  });

  test('the token is not read from the query string, which access logs can contain', async () => {
    const { message } = await errorOf(plain(webSocketAuthorizerEvent({ path: `/?access_token=${token}` })));
    expect(message).toBe('Unauthorized');
  });
});

test('routes are not an option, because API Gateway calls it for $connect only', () => {
  expect(() => webSocketAuthorizer(verifier, { routes: [] } as object)).toThrow(
    /^webSocketAuthorizer: options has no option "routes"/,
  );
});

test.each([{ token: webSocketProtocol }, { token: [bearer(), webSocketProtocol] }])(
  'a source that was not called is refused at construction',
  (options) => {
    expect(() => webSocketAuthorizer(verifier, options as object)).toThrow(
      'webSocketAuthorizer: token must be the result of a call, such as webSocketProtocol(); got the function itself.',
    );
  },
);
