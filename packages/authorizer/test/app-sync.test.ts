import { appSyncAuthorizer } from '@cognito-guard/authorizer';
import { authorizerContextReader } from '@cognito-guard/core/lambda';
import { appSyncAuthorizerEvent, appSyncEventsAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import { createWorld, errorOf } from './support/users.ts';

const { pool, verifier } = await createWorld();
const fields = [
  { type: 'Mutation', field: 'deleteOrder', anyGroup: ['admins'] },
  { type: 'Order', field: 'margin', allScopes: ['orders/finance'] },
];
const handler = appSyncAuthorizer(verifier, { fields, clock: pool.clock });
const token = pool.accessToken({ groups: ['admins', 'a,b "c" é'] });

test.each(['', 'Bearer ', 'bearer '])('a valid token is authorized, sent as "%s…"', async (scheme) => {
  const answer = await handler(appSyncAuthorizerEvent({ token: scheme + token }));
  expect(answer).toMatchObject({ isAuthorized: true, deniedFields: ['Order.margin'], ttlOverride: 300 });
});

test('resolvers read the caller from the resolver context', async () => {
  const { resolverContext } = await handler(appSyncAuthorizerEvent({ token }));
  const event: unknown = JSON.parse(JSON.stringify({ arguments: {}, identity: { resolverContext }, info: {} }));
  const caller = authorizerContextReader({ clock: pool.clock })(event);
  expect(caller).toMatchObject({ subject: pool.subject, clientId: pool.clientId });
  expect([...caller.groups]).toEqual(['admins', 'a,b "c" é']);
});

describe("an answer is never cached beyond the token's expiry", () => {
  test.each([
    [3600, 300],
    [120, 120],
    [1, 1],
    [-3, 0],
  ])('a token with %i seconds left: %i', async (expiresIn, ttlOverride) => {
    expect((await handler(appSyncAuthorizerEvent({ token: pool.accessToken({ expiresIn }) }))).ttlOverride).toBe(
      ttlOverride,
    );
  });

  test('an answer is never cached longer than ttlSeconds', async () => {
    const brief = appSyncAuthorizer(verifier, { ttlSeconds: 0 });
    expect((await brief(appSyncAuthorizerEvent({ token }))).ttlOverride).toBe(0);
  });
});

test.each([
  ['no token', ''],
  ['garbage', 'a.b.c'],
  ['two words', `${token} ${token}`],
  ['another scheme', `Basic ${token}`],
  ['an expired token', pool.accessToken({ expiresIn: -60 })],
  ['an ID token', pool.idToken()],
])('a refusal is not cached: %s', async (_what, bad) => {
  expect(await handler(appSyncAuthorizerEvent({ token: bad }))).toEqual({ isAuthorized: false, ttlOverride: 0 });
});

test('a token that does not meet the requirements of the API is not authorized', async () => {
  const strict = appSyncAuthorizer(verifier, { allScopes: ['api'] });
  expect(await strict(appSyncAuthorizerEvent({ token }))).toEqual({ isAuthorized: false, ttlOverride: 0 });
});

test('a server error is thrown, never returned as an answer', async () => {
  const { pool: other, verifier: cold } = await createWorld();
  other.failFetch('network');
  const fresh = appSyncAuthorizer(cold);
  expect(await errorOf(fresh(appSyncAuthorizerEvent({ token: other.accessToken() })))).toMatchObject({
    code: 'keys_unavailable',
  });
  expect((await errorOf(handler({}))).message).toBe('appSyncAuthorizer: this event is not for an authorizer.');
});

test.each(['EVENT_CONNECT', 'EVENT_SUBSCRIBE', 'EVENT_PUBLISH'] as const)(
  'an event of an AppSync Event API (%s) is refused, because its channels have no rules here',
  async (operation) => {
    const channel = operation === 'EVENT_CONNECT' ? {} : { channel: '/chat/someone-else' };
    expect((await errorOf(handler(appSyncEventsAuthorizerEvent({ token, operation, ...channel })))).message).toBe(
      'appSyncAuthorizer: this event is for another kind of API. Use appSyncEventsAuthorizer.',
    );
  },
);

test.each([
  [{ fields: [] }, /fields must be a non-empty array/],
  [{ fields: [{ type: 'Query', field: 'me' }] }, /fields\[0\] must be a field with requirements/],
  [{ fields: [{ type: 'Query!', field: 'me', anyGroup: ['a'] }] }, /fields\[0\]\.type must be a GraphQL name/],
  [{ fields: [{ type: 'Query', field: '1', anyGroup: ['a'] }] }, /fields\[0\]\.field must be a GraphQL name/],
  [
    { fields: [{ type: 'mutation', field: 'x', anyGroup: ['a'] }] },
    /fields\[0\]\.type must be "Mutation", as the schema/,
  ],
  [{ fields: [{ field: 'x', anyGroup: ['a'] }] }, /fields\[0\] has no type\.$/],
  [{ fields: [fields[0], fields[0]] }, /fields names Mutation\.deleteOrder twice/],
  [{ ttlSeconds: 3601 }, /ttlSeconds must be a number of seconds from 0 to 3600/],
  [{ token: () => [] }, /has no option "token"/],
  [{ clock: 1 }, /clock must be a function/],
])('%j is refused at construction', (options, message) => {
  expect(() => appSyncAuthorizer(verifier, options as object)).toThrow(TypeError);
  expect(() => appSyncAuthorizer(verifier, options as object)).toThrow(message);
});
