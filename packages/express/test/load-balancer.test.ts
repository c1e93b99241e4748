import { createVerifier } from '@cognito-guard/core';
import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
import { albAccessToken, authenticate, authorize, getAuth } from '@cognito-guard/express';
import { createTestLoadBalancer, createTestPool } from '@cognito-guard/testing';
import { sendRaw } from '@cognito-guard/testing/conformance';
import { describe, expect, test } from 'vitest';
import { expressVersions, serve } from './support/conformance-app.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const token = pool.accessToken({ groups: ['staff'] });

describe.each(expressVersions)('%s behind a load balancer', (_, express) => {
  const start = async () => {
    const loadBalancer = createTestLoadBalancer();
    const guarded = behindLoadBalancer(verifier, loadBalancer.options);
    const app = express();
    app.use(authenticate(guarded, { token: albAccessToken() }));
    app.get('/me', authorize({ anyGroup: ['staff'] }), (req, res) => {
      const auth = getAuth(req, { verifier: guarded });
      res.json({ sub: auth.subject, email: guarded.userClaims(auth)['email'] });
    });
    const server = await serve(app);
    const send = (headers: object) =>
      sendRaw(server.origin, { method: 'GET', path: '/me', headers: Object.entries(headers) });
    return { loadBalancer, server, send };
  };

  test('a user whom it signed in is authenticated by both tokens', async () => {
    const { loadBalancer, server, send } = await start();
    await using _server = server;
    const reply = await send(loadBalancer.headers(token, { claims: { email: 'ada@example.com' } }));
    expect(JSON.parse(reply.body)).toEqual({ sub: pool.subject, email: 'ada@example.com' });
  });

  test('a valid access token that bypassed the load balancer is 401, and unavailable keys of the load balancer are 503', async () => {
    const { loadBalancer, server, send } = await start();
    await using _server = server;
    const { 'x-amzn-oidc-data': _data, ...direct } = loadBalancer.headers(token);
    expect((await send(direct)).status).toBe(401);
    expect(
      (await send({ ...direct, 'x-amzn-oidc-data': createTestLoadBalancer().headers(token)['x-amzn-oidc-data'] }))
        .status,
    ).toBe(401);
    expect((await send({ authorization: `Bearer ${token}` })).status).toBe(401);
    loadBalancer.failFetch('network');
    expect((await send(loadBalancer.headers(token))).status).toBe(503);
  });
});
