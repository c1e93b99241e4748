import { createVerifier } from '@cognito-guard/core';
import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
import { albAccessToken, authenticate, authorize } from '@cognito-guard/hono';
import { createTestLoadBalancer, createTestPool } from '@cognito-guard/testing';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const token = pool.accessToken({ groups: ['staff'] });

describe('behind a load balancer', () => {
  const start = () => {
    const loadBalancer = createTestLoadBalancer();
    const guarded = behindLoadBalancer(verifier, loadBalancer.options);
    const app = new Hono()
      .use(authenticate(guarded, { token: albAccessToken() }))
      .get('/me', authorize({ anyGroup: ['staff'] }), (c) =>
        c.json({ sub: c.var.auth.subject, email: guarded.userClaims(c.var.auth)['email'] }),
      );
    return { loadBalancer, send: (headers: Record<string, string>) => app.request('/me', { headers }) };
  };

  test('a user whom it signed in is authenticated by both tokens', async () => {
    const { loadBalancer, send } = start();
    const reply = await send(loadBalancer.headers(token, { claims: { email: 'ada@example.com' } }));
    expect(await reply.json()).toEqual({ sub: pool.subject, email: 'ada@example.com' });
  });

  test('a valid access token that bypassed the load balancer is 401, and unavailable keys of the load balancer are 503', async () => {
    const { loadBalancer, send } = start();
    expect((await send({ 'x-amzn-oidc-accesstoken': token })).status).toBe(401);
    expect((await send({ ...createTestLoadBalancer().headers(token) })).status).toBe(401);
    loadBalancer.failFetch('network');
    const reply = await send(loadBalancer.headers(token));
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
  });
});
