import { once } from 'node:events';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { expect, test, vi } from 'vitest';
import { createApp } from '../src/app.ts';
import { httpEvent } from '../src/http-event.ts';
import { startLocal } from '../src/local.ts';

const pool = await createTestPool();
const handler = handle(createApp(createVerifier({ ...pool.options, tokenUse: 'access' })));
const authorization = `Bearer ${pool.accessToken({ username: 'alice', groups: ['ops'] })}`;

type LoadBalancerEvent = Extract<LambdaEvent, { requestContext: { elb: object } }>;

/** What a load balancer makes of a request; with multi-value headers where its target group says so. */
const albEvent = (headers: Pick<LoadBalancerEvent, 'headers' | 'multiValueHeaders'>): LoadBalancerEvent => ({
  httpMethod: 'GET',
  path: '/api/me',
  queryStringParameters: {},
  body: '',
  isBase64Encoded: false,
  requestContext: {
    elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/0123456789abcdef' },
  },
  ...headers,
});

test('an HTTP API event (payload 2.0) is answered', async () => {
  const me = await handler(httpEvent('GET', '/api/me', { authorization }));
  expect([me.statusCode, JSON.parse(me.body)]).toEqual([200, { hello: 'alice' }]);
  expect((await handler(httpEvent('DELETE', '/api/orders/1', { authorization }))).statusCode).toBe(204);

  const refused = await handler(httpEvent('GET', '/api/orders', { authorization }));
  expect(refused.statusCode).toBe(403);
  expect(refused.headers?.['www-authenticate']).toContain('scope="orders/read"');
});

test.each([
  ['single-value headers', { headers: { authorization } }],
  ['multi-value headers', { multiValueHeaders: { authorization: [authorization] } }],
])('a load balancer event with %s is answered', async (_, headers) => {
  const reply = await handler(albEvent(headers));
  expect([reply.statusCode, JSON.parse(reply.body)]).toEqual([200, { hello: 'alice' }]);
});

test('a load balancer event without a token is challenged in the form of headers that it came with', async () => {
  const single = await handler(albEvent({ headers: {} }));
  expect([single.statusCode, single.headers?.['www-authenticate']]).toEqual([401, 'Bearer']);
  const multi = await handler(albEvent({ multiValueHeaders: {} }));
  expect([multi.statusCode, multi.multiValueHeaders?.['www-authenticate']]).toEqual([401, ['Bearer']]);
});

test('a token sent twice in multi-value headers is refused', async () => {
  const reply = await handler(albEvent({ multiValueHeaders: { authorization: [authorization, authorization] } }));
  expect(reply.statusCode).toBe(400);
});

test('the local API answers over HTTP', async () => {
  const local = await startLocal(0);
  const token = local.pool.accessToken({ scope: ['orders/read'] });
  const headers = { authorization: `Bearer ${token}`, connection: 'close' };
  expect(await (await fetch(`${local.origin}/api/orders`, { headers })).json()).toEqual([{ id: 1, item: 'tea' }]);
  local.server.close();
  await once(local.server, 'close');
});

test('the function to deploy takes its pool from the environment, and does not start without one', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/handler.ts')).rejects.toThrow(/userPoolId/);
  vi.resetModules();
  vi.stubEnv('USER_POOL_ID', pool.userPoolId);
  vi.stubEnv('CLIENT_ID', pool.clientId);
  const deployed = await import('../src/handler.ts');
  expect((await deployed.handler(httpEvent('GET', '/api/me', {}))).statusCode).toBe(401);
  vi.unstubAllEnvs();
});
