import { createVerifier } from '@cognito-guard/core';
import { type AuthContext, authenticate, authorize, query } from '@cognito-guard/middy';
import { createTestPool } from '@cognito-guard/testing';
import type { MiddlewareObj } from '@middy/core';
import { describe, expect, test } from 'vitest';
import { newContext } from './support/conformance-host.ts';
import { buildEvent, eventKinds, replyOf } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const pool = await createTestPool();
const options = { ...pool.options, tokenUse: 'access' } as const;
const verifier = createVerifier(options);
const origin = 'https://app.example';
const bearing = (token: string): object =>
  buildEvent('REST API', {
    headers: [
      ['Authorization', `Bearer ${token}`],
      ['Origin', origin],
    ],
  });
const anonymous = buildEvent('REST API', { headers: [['Origin', origin]] });

const once = { 'Cache-Control': 'private' };
const lists = { 'Cache-Control': ['private'] };

/** A verifier without keys. */
const stranded = (): typeof verifier =>
  createVerifier({ ...options, keys: { fetch: () => Promise.reject(new Error('no network')) } });

describe.each(middyVersions)('%s', (_, { middy, cors, errorHandler }) => {
  const quiet = errorHandler({ logger: false });
  const withCors = cors({ origin, credentials: true });
  const hello = async (): Promise<object> => ({ statusCode: 200, body: 'hello' });

  test.each(eventKinds)('$name gets headers in its own form, and a JSON body', async ({ build }) => {
    const event = build({ method: 'GET', path: '/', headers: [['Host', 'api.example']] });
    const answer: unknown = await middy().use(authenticate(verifier)).handler(hello)(event, newContext());
    const headers = { 'WWW-Authenticate': 'Bearer realm="api"', 'Content-Type': 'application/json' };
    const lists = { 'WWW-Authenticate': ['Bearer realm="api"'], 'Content-Type': ['application/json'] };
    const isMultiValueOnly = 'multiValueHeaders' in event && !('headers' in event);
    expect(answer).toEqual({
      statusCode: 401,
      ...(isMultiValueOnly ? { multiValueHeaders: lists } : { headers }),
      body: '{"code":"missing_token","message":"A token is required."}',
      isBase64Encoded: false,
    });
  });

  test('http-error-handler, mounted last, keeps challenge and Retry-After behind a load balancer with multi-value headers', async () => {
    const kind = 'ALB with multi-value headers';
    const refusing = middy().use(authenticate(verifier)).use(quiet).handler(hello);
    expect(await refusing(buildEvent(kind), newContext())).toMatchObject({
      statusCode: 401,
      multiValueHeaders: { 'WWW-Authenticate': ['Bearer realm="api"'] },
    });
    const failing = middy()
      .use(authenticate(stranded()))
      .use(authorize({ anyGroup: ['a'] }))
      .use(quiet)
      .handler(hello);
    const event = buildEvent(kind, { headers: [['Authorization', `Bearer ${pool.accessToken()}`]] });
    expect(await failing(event, newContext())).toMatchObject({
      statusCode: 503,
      multiValueHeaders: { 'Retry-After': [expect.stringMatching(/^\d+$/)] },
    });
  });

  type Middleware = MiddlewareObj<unknown, unknown, Error, AuthContext<never>>;
  // Middy calls onError from the last to the first: http-cors adds to an existing response.
  const orders: [string, boolean, (guard: Middleware) => Middleware[]][] = [
    ['alone', false, (guard) => [guard]],
    ['behind http-error-handler', false, (guard) => [quiet, guard]],
    ['in front of http-error-handler', false, (guard) => [guard, quiet]],
    ['behind http-cors', true, (guard) => [withCors, guard]],
    ['in front of http-cors', false, (guard) => [guard, withCors]],
    ['behind http-cors and http-error-handler', true, (guard) => [withCors, quiet, guard]],
    ['behind http-error-handler and http-cors', true, (guard) => [quiet, withCors, guard]],
    ['between http-cors and http-error-handler', true, (guard) => [withCors, guard, quiet]],
    ['between http-error-handler and http-cors', false, (guard) => [quiet, guard, withCors]],
    ['in front of http-cors and http-error-handler', true, (guard) => [guard, withCors, quiet]],
    ['in front of http-error-handler and http-cors', false, (guard) => [guard, quiet, withCors]],
  ];

  describe.each(orders)('%s', (_order, hasCors, build) => {
    test('a refusal keeps its status and challenge', async () => {
      const reply = replyOf(
        await middy()
          .use(build(authenticate(verifier)))
          .handler(hello)(bearing('bad'), newContext()),
      );
      expect(reply.status).toBe(401);
      expect(reply.headers['WWW-Authenticate']).toMatch(/^Bearer error="invalid_token"/);
    });

    test('503 stays 503, with Retry-After', async () => {
      const handler = middy()
        .use(build(authenticate(stranded())))
        .handler(hello);
      const reply = replyOf(await handler(bearing(pool.accessToken()), newContext()));
      expect(reply.status).toBe(503);
      expect(reply.headers['Retry-After']).toMatch(/^\d+$/);
    });

    test(`a refusal has ${hasCors ? 'its' : 'no'} CORS headers`, async () => {
      const reply = replyOf(
        await middy()
          .use(build(authenticate(verifier)))
          .handler(hello)(anonymous, newContext()),
      );
      expect(reply.headers['Access-Control-Allow-Origin']).toBe(hasCors ? origin : undefined);
    });

    test('an accepted request is not affected', async () => {
      const handler = middy()
        .use(build(authenticate(verifier)))
        .handler(hello);
      expect(await handler(bearing(pool.accessToken()), newContext())).toMatchObject({
        statusCode: 200,
        body: 'hello',
      });
    });
  });

  test.each<[string, string, object, object]>([
    [
      'REST API',
      'an answer without the header',
      { statusCode: 200, headers: { a: 'b' } },
      { headers: { a: 'b', ...once } },
    ],
    ['ALB with multi-value headers', 'an answer without the header', { statusCode: 204 }, { multiValueHeaders: lists }],
    ['REST API', 'a handler’s own header', { statusCode: 200, headers: { 'cache-control': 'no-store' } }, {}],
    ['REST API', 'a handler’s own list', { statusCode: 200, multiValueHeaders: { 'CACHE-CONTROL': ['no-store'] } }, {}],
    ['REST API', 'a response that is not a success', { statusCode: 500 }, {}],
    ['HTTP API, payload 2.0, and function URL', 'an answer without a status', { hello: 'world' }, {}],
  ])('a token in the query makes a response private: %s, %s', async (kind, _name, answer, added) => {
    const event = buildEvent(kind, { path: `/?t=${pool.accessToken()}` });
    const handler = middy()
      .use(authenticate(verifier, { token: query('t') }))
      .handler(async () => answer);
    expect(await handler(event, newContext())).toEqual({ ...answer, ...added });
  });

  test('http-cors answers a preflight without a token', async () => {
    const preflight = cors({ origin, disableBeforePreflightResponse: false });
    const handler = middy().use(preflight).use(authenticate(verifier)).handler(hello);
    const event = { ...anonymous, httpMethod: 'OPTIONS' };
    expect(replyOf(await handler(event, newContext()))).toMatchObject({ status: 204 });
  });

  test('the response of another middleware is kept', async () => {
    const handler = middy()
      .use(authenticate(verifier))
      .use({ onError: () => ({ statusCode: 418, body: 'teapot' }) })
      .handler(hello);
    expect(await handler(anonymous, newContext())).toEqual({ statusCode: 418, body: 'teapot' });
  });

  test('an error of the handler is rethrown unchanged', async () => {
    const boom = new Error('boom');
    const handler = middy()
      .use(authenticate(verifier))
      .handler(() => Promise.reject(boom));
    await expect(handler(bearing(pool.accessToken()), newContext())).rejects.toBe(boom);
  });

  test('an error of check is not converted to a refusal', async () => {
    const handler = middy()
      .use(authenticate(verifier))
      .use(
        authorize({
          check: () => {
            throw new RangeError('mine');
          },
        }),
      )
      .handler(hello);
    await expect(handler(bearing(pool.accessToken()), newContext())).rejects.toThrow(RangeError);
  });

  test('authorize without authenticate is a server error, not a refusal', async () => {
    const handler = middy()
      .use(authorize({ anyGroup: ['admins'] }))
      .handler(hello);
    await expect(handler(bearing(pool.accessToken()), newContext())).rejects.toThrow(/mount authenticate\(verifier\)/);
  });

  test.each([
    ['SQS', { Records: [{ body: '{}' }] }],
    ['EventBridge', { 'detail-type': 'Scheduled Event', detail: {} }],
    ['a direct call', {}],
  ])('an event of %s fails, because an answer with 401 would count as success', async (_name, event) => {
    await expect(middy().use(authenticate(verifier)).handler(hello)(event, newContext())).rejects.toThrow(
      /not an HTTP/,
    );
    await expect(middy().use(authenticate.fromAuthorizer()).handler(hello)(event, newContext())).rejects.toMatchObject({
      code: 'missing_token',
    });
  });
});
