import { createVerifier } from '@cognito-guard/core';
import { behindLoadBalancer } from '@cognito-guard/core/load-balancer';
import { albAccessToken, authenticate, authorize } from '@cognito-guard/middy';
import { createTestLoadBalancer, createTestPool } from '@cognito-guard/testing';
import { albEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import { newContext } from './support/conformance-host.ts';
import { middyVersions } from './support/middy-versions.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const token = pool.accessToken({ groups: ['staff'] });

describe.each(middyVersions)('%s behind a load balancer', (_, { middy }) => {
  describe.each([false, true])('with multi-value headers: %s', (multiValueHeaders) => {
    const start = () => {
      const loadBalancer = createTestLoadBalancer();
      const guarded = behindLoadBalancer(verifier, loadBalancer.options);
      const handler = middy()
        .use(authenticate(guarded, { token: albAccessToken() }))
        .use(authorize({ anyGroup: ['staff'] }))
        .handler(async (_event, { auth }) => ({ sub: auth.subject, email: guarded.userClaims(auth)['email'] }));
      const send = (headers: Record<string, string | readonly string[]>) =>
        handler(albEvent({ headers }, { multiValueHeaders }), newContext());
      return { loadBalancer, send };
    };

    test('a user whom it signed in is authenticated by both tokens', async () => {
      const { loadBalancer, send } = start();
      expect(await send(loadBalancer.headers(token, { claims: { email: 'ada@example.com' } }))).toEqual({
        sub: pool.subject,
        email: 'ada@example.com',
      });
    });

    test('a valid access token that bypassed the load balancer is 401, and unavailable keys of the load balancer are 503', async () => {
      const { loadBalancer, send } = start();
      expect(await send({ 'x-amzn-oidc-accesstoken': token })).toMatchObject({ statusCode: 401 });
      expect(await send(createTestLoadBalancer().headers(token))).toMatchObject({ statusCode: 401 });
      loadBalancer.failFetch('network');
      expect(await send(loadBalancer.headers(token))).toMatchObject({ statusCode: 503 });
    });
  });
});
