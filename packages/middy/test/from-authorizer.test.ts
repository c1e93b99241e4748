import { createVerifier } from '@cognito-guard/core';
import { toFlatContext, toJsonContext } from '@cognito-guard/core/lambda';
import { type AuthorizedCaller, authenticate, authorize, getAuth } from '@cognito-guard/middy';
import { createTestPool } from '@cognito-guard/testing';
import {
  cognitoAuthorizerContext,
  jwtAuthorizerContext,
  restJwtAuthorizerContext,
} from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import { newContext } from './support/conformance-host.ts';
import { buildEvent } from './support/events.ts';
import { middyVersions } from './support/middy-versions.ts';

const pool = await createTestPool();
const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
const auth = await verifier.verify(
  pool.accessToken({ sub: 'user', username: 'ada', groups: ['ops'], scope: 'orders/read' }),
);
const withAuthorizer = (kind: string, authorizer: unknown): object => {
  const event = buildEvent(kind) as { requestContext: object };
  return { ...event, requestContext: { ...event.requestContext, authorizer } };
};
const v2 = 'HTTP API, payload 2.0, and function URL';
const guarded = [
  ['our authorizer, REST API', withAuthorizer('REST API', { principalId: 'user', ...toFlatContext(auth) })],
  ['our authorizer, payload 1.0', withAuthorizer('HTTP API, payload 1.0', toFlatContext(auth))],
  ['our authorizer, payload 2.0', withAuthorizer(v2, { lambda: toJsonContext(auth) })],
  ['the JWT authorizer of an HTTP API', withAuthorizer(v2, jwtAuthorizerContext(auth.token))],
  ['the JWT authorizer, payload 1.0', withAuthorizer('HTTP API, payload 1.0', jwtAuthorizerContext(auth.token).jwt)],
  ['the JWT authorizer of a REST API', withAuthorizer('REST API', restJwtAuthorizerContext(auth.token))],
  ['the Cognito authorizer', withAuthorizer('REST API', cognitoAuthorizerContext(auth.token))],
] as const;

describe.each(middyVersions)('%s', (_, { middy }) => {
  const who = middy()
    .use(authenticate.fromAuthorizer())
    .handler(async (_event, { auth: caller }) => [caller.subject, caller.username, [...caller.groups]]);

  describe.each(guarded)('behind %s', (_name, event) => {
    test('the caller is at context.auth', async () => {
      expect(await who(event, newContext())).toEqual(['user', 'ada', ['ops']]);
    });

    test.each([
      [
        {
          anyGroup: ['ops'],
          allScopes: ['orders/read'],
          check: (caller: AuthorizedCaller) => caller.username === 'ada',
        },
        204,
      ],
      [{ allScopes: ['orders/write'] }, 403],
      [{ anyGroup: ['admins'] }, 403],
      [{ check: (caller: AuthorizedCaller) => caller.username === 'bob' }, 403],
    ])('requirements are checked against the caller', async (requirements, statusCode) => {
      const handler = middy()
        .use(authenticate.fromAuthorizer())
        .use(authorize<AuthorizedCaller>(requirements))
        .handler(async () => ({ statusCode: 204 }));
      expect(await handler(event, newContext())).toMatchObject({ statusCode });
    });

    test('past exp and the clock tolerance it is 401, because the authorizer’s cached answer outlives the token', async () => {
      const late = middy()
        .use(authenticate.fromAuthorizer({ clock: () => (auth.expiresAt + 5) * 1000 }))
        .handler(async () => ({ statusCode: 204 }));
      expect(await late(event, newContext())).toMatchObject({
        statusCode: 401,
        headers: { 'WWW-Authenticate': expect.stringContaining('expired') },
      });
    });

    test('getAuth throws, because there is no token', async () => {
      const handler = middy()
        .use(authenticate.fromAuthorizer())
        .handler(async (_event, context) => getAuth(context).token);
      await expect(handler(event, newContext())).rejects.toThrow(/not authenticated/);
    });
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['no claims', { claims: null, scopes: null }],
    ["another authorizer's context", { principalId: 'user' }],
    ['text', 'user'],
    ['a malformed group list', { ...toFlatContext(auth), groups: 'ops' }],
  ])('an authorizer that left %s is 401', async (_name, authorizer) => {
    expect(await who(withAuthorizer('REST API', authorizer), newContext())).toMatchObject({ statusCode: 401 });
  });

  test.each([
    ['REST API', { principalId: 'user', integrationLatency: 7, ...toFlatContext(auth, { tenant: 'acme', level: 3 }) }],
    [v2, { lambda: toJsonContext(auth, { tenant: 'acme', level: 3 }) }],
  ])('the values of the authorizer’s context function are at auth.context, as text: %s', async (kind, authorizer) => {
    const handler = middy()
      .use(authenticate.fromAuthorizer<{ tenant: string; level: number }>())
      .use(authorize<AuthorizedCaller<{ tenant: string }>>({ check: ({ context }) => context.tenant === 'acme' }))
      .handler(async (_event, { auth: { context } }) => context);
    expect(await handler(withAuthorizer(kind, authorizer), newContext())).toEqual({ tenant: 'acme', level: '3' });
  });

  test('a bearer token does not replace the authorizer', async () => {
    const event = buildEvent('REST API', { headers: [['Authorization', `Bearer ${pool.accessToken()}`]] });
    expect(await who(event, newContext())).toMatchObject({ statusCode: 401 });
  });

  test('a verifier and an authorizer on one request throw an error that names both', async () => {
    const both = [authenticate.fromAuthorizer(), authenticate(verifier, { optional: true })] as const;
    for (const [first, second] of [both, [both[1], both[0]]] as const) {
      const handler = middy()
        .use(first)
        .use(second)
        .handler(async () => null);
      await expect(handler(guarded[0][1], newContext())).rejects.toThrow(/not both/);
    }
  });

  test('options are read once, and invalid ones throw', () => {
    expect(() => authenticate.fromAuthorizer({ clocks: Date.now } as object)).toThrow(/no option "clocks"/);
  });
});
