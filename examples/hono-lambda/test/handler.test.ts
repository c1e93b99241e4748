import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { albEvent, httpEvent } from '@cognito-guard/testing/lambda-events';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { expect, test, vi } from 'vitest';
import { createApp } from '../src/app.ts';
import { startLocal } from '../src/local.ts';

const pool = await createTestPool();
const app = handle(createApp(createVerifier({ ...pool.options, tokenUse: 'access' })));
// Hono's type of an HTTP API's event requires members that real events omit.
const handler = (event: object) => app(event as LambdaEvent);
const authorization = `Bearer ${pool.accessToken({ username: 'alice', groups: ['ops'] })}`;

test('the function answers an HTTP API event (payload 2.0)', async () => {
  const me = await handler(httpEvent({ path: '/api/me', headers: { authorization } }));
  expect([me.statusCode, JSON.parse(me.body)]).toEqual([200, { hello: 'alice' }]);
  expect(
    (await handler(httpEvent({ method: 'DELETE', path: '/api/orders/1', headers: { authorization } }))).statusCode,
  ).toBe(204);

  const refused = await handler(httpEvent({ path: '/api/orders', headers: { authorization } }));
  expect(refused.statusCode).toBe(403);
  expect(refused.headers?.['www-authenticate']).toContain('scope="orders/read"');
});

test.each([
  ['single-value headers', { multiValueHeaders: false }],
  ['multi-value headers', { multiValueHeaders: true }],
])('the function answers a load balancer event with %s', async (_, options) => {
  const reply = await handler(albEvent({ path: '/api/me', headers: { authorization } }, options));
  expect([reply.statusCode, JSON.parse(reply.body)]).toEqual([200, { hello: 'alice' }]);
});

test('a load balancer event without a token gets a challenge in single-value or multi-value headers, like the event', async () => {
  const single = await handler(albEvent({ path: '/api/me' }));
  expect([single.statusCode, single.headers?.['www-authenticate']]).toEqual([401, 'Bearer realm="api"']);
  const multi = await handler(albEvent({ path: '/api/me' }, { multiValueHeaders: true }));
  expect([multi.statusCode, multi.multiValueHeaders?.['www-authenticate']]).toEqual([401, ['Bearer realm="api"']]);
});

test('a token sent twice in multi-value headers is refused', async () => {
  const headers = { authorization: [authorization, authorization] };
  const reply = await handler(albEvent({ path: '/api/me', headers }, { multiValueHeaders: true }));
  expect(reply.statusCode).toBe(400);
});

test('the local API answers over HTTP', async () => {
  const { api, pool: local } = await startLocal();
  await using _ = api;
  const headers = { authorization: `Bearer ${local.accessToken({ scope: ['orders/read'] })}` };
  expect(await (await fetch(`${api.url}/api/orders`, { headers })).json()).toEqual([{ id: 1, item: 'tea' }]);
});

test('the handler module reads its pool from the environment, and throws without one', async () => {
  vi.stubEnv('USER_POOL_ID', undefined);
  await expect(import('../src/handler.ts')).rejects.toThrow(/userPoolId/);
  vi.resetModules();
  vi.stubEnv('USER_POOL_ID', pool.userPoolId);
  vi.stubEnv('CLIENT_ID', pool.clientId);
  const deployed = await import('../src/handler.ts');
  expect((await deployed.handler(httpEvent({ path: '/api/me' }) as object as LambdaEvent)).statusCode).toBe(401);
  vi.unstubAllEnvs();
});
