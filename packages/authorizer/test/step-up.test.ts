import {
  appSyncAuthorizer,
  appSyncEventsAuthorizer,
  httpAuthorizer,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import { type AccessAuth, createVerifier, type Requirements } from '@cognito-guard/core';
import { compileRequirements } from '@cognito-guard/core/http';
import { createTestPool } from '@cognito-guard/testing';
import {
  appSyncAuthorizerEvent,
  appSyncEventsAuthorizerEvent,
  requestAuthorizerEvent,
  webSocketAuthorizerEvent,
} from '@cognito-guard/testing/lambda-events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { implies } from '../src/implication.ts';

const start = 1_795_000_000;
let now = start;
const clock = (): number => now * 1000;
const pool = await createTestPool({ clock });
const verifier = createVerifier({ ...pool.options, tokenUse: 'access', clock, clockToleranceSeconds: 0 });

const bearing = (token: string, path = '/payments') =>
  requestAuthorizerEvent({ path, headers: { Authorization: `Bearer ${token}` } });

const connecting = (token: string) => webSocketAuthorizerEvent({ headers: { Authorization: `Bearer ${token}` } });

/** A token of a sign-in that is this old at the start. */
const signedIn = (age: number, acr?: string): string => {
  now = start;
  return pool.accessToken({ claims: { auth_time: start - age, ...(acr !== undefined && { acr }) } });
};

const payments = { method: 'GET', path: '/payments', maxAuthAgeSeconds: 300 } as const;
const routes = [{ method: 'GET', path: '/me' }, payments] as const;

const effectOf = (answer: {
  policyDocument: { Statement: readonly { Effect: string; Resource: readonly string[] }[] };
}) =>
  answer.policyDocument.Statement.some(
    ({ Effect, Resource }) => Effect === 'Allow' && Resource.some((arn) => /(?:\/payments|\*)$/.test(arn)),
  );

describe('an answer that API Gateway caches never outlives the accepted age', () => {
  test.each([0, 60, 299])('with a TTL of %i seconds', async (resultTtlSeconds) => {
    const handler = restAuthorizer(verifier, { routes, resultTtlSeconds });
    const wholeApi = restAuthorizer(verifier, { policy: 'whole-api', maxAuthAgeSeconds: 300, resultTtlSeconds });
    for (const authorizer of [handler, wholeApi]) {
      expect(effectOf(await authorizer(bearing(signedIn(300 - resultTtlSeconds))))).toBe(true);
      expect(effectOf(await authorizer(bearing(signedIn(301 - resultTtlSeconds))))).toBe(false);
    }
  });

  test('the challenge names the shortened age: a sign-in of that age is accepted', async () => {
    const handler = restAuthorizer(verifier, { routes, resultTtlSeconds: 60 });
    const { context } = await handler(bearing(signedIn(280)));
    expect(context['challenge']).toContain('error="insufficient_user_authentication"');
    expect(context['challenge']).toContain('max_age="240"');
    expect(effectOf(await handler(bearing(signedIn(240))))).toBe(true);
  });

  test('simple answers of HTTP APIs are shortened like policies', async () => {
    const handler = httpAuthorizer(verifier, {
      ...{ policy: 'whole-api', answer: 'simple', maxAuthAgeSeconds: 300, resultTtlSeconds: 100 },
    });
    const event = (token: string) => ({
      ...bearing(token),
      version: '2.0',
      routeKey: 'GET /payments',
      identitySource: [token],
    });
    expect(await handler(event(signedIn(200)))).toMatchObject({ isAuthorized: true });
    expect(await handler(event(signedIn(201)))).toMatchObject({ isAuthorized: false });
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'routes without a TTL',
      () => restAuthorizer(verifier, { routes }),
      /routes\[1\]: maxAuthAgeSeconds needs the option resultTtlSeconds/,
    ],
    [
      'a whole API without a TTL',
      () => httpAuthorizer(verifier, { policy: 'whole-api', maxAuthAgeSeconds: 300 }),
      /needs the option resultTtlSeconds/,
    ],
    [
      'a TTL of the age',
      () => restAuthorizer(verifier, { routes, resultTtlSeconds: 300 }),
      /maxAuthAgeSeconds must be above resultTtlSeconds \(300\); got 300/,
    ],
    [
      'a TTL above one hour',
      () => restAuthorizer(verifier, { routes, resultTtlSeconds: 3601 }),
      /resultTtlSeconds must be a whole number of seconds from 0 to 3600/,
    ],
  ])('%s is a construction error', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('one requested route, and a connection, are not cached and need no TTL', async () => {
    const thisRoute = restAuthorizer(verifier, { policy: 'this-route', maxAuthAgeSeconds: 300 });
    const connection = webSocketAuthorizer(verifier, { maxAuthAgeSeconds: 300 });
    expect(effectOf(await thisRoute(bearing(signedIn(300))))).toBe(true);
    expect(effectOf(await thisRoute(bearing(signedIn(301))))).toBe(false);
    const effects = async (age: number) =>
      (await connection(connecting(signedIn(age)))).policyDocument.Statement.map(({ Effect }) => Effect);
    expect([await effects(300), await effects(301)]).toEqual([['Allow'], ['Deny']]);
  });
});

describe('AppSync caches an answer no longer than the sign-in is recent', () => {
  const fields = [
    { type: 'Mutation', field: 'pay', maxAuthAgeSeconds: 300 },
    { type: 'Mutation', field: 'close', maxAuthAgeSeconds: 100 },
  ];
  const handler = appSyncAuthorizer(verifier, { fields, clock });

  test.each([
    [0, 100, []],
    [40, 60, []],
    [150, 150, ['Mutation.close']],
    [500, 300, ['Mutation.pay', 'Mutation.close']],
  ])('a sign-in %i seconds ago: %i seconds', async (age, ttlOverride, deniedFields) => {
    const answer = await handler(appSyncAuthorizerEvent({ token: signedIn(age) }));
    expect(answer).toMatchObject({ isAuthorized: true, ttlOverride, deniedFields });
  });

  test('the requirement of the whole API counts too', async () => {
    const strict = appSyncAuthorizer(verifier, { maxAuthAgeSeconds: 200, clock });
    expect(await strict(appSyncAuthorizerEvent({ token: signedIn(50) }))).toMatchObject({ ttlOverride: 150 });
    expect(await strict(appSyncAuthorizerEvent({ token: signedIn(201) }))).toEqual({
      isAuthorized: false,
      ttlOverride: 0,
    });
  });

  test('channels of AppSync Events, which caches nothing', async () => {
    const events = appSyncEventsAuthorizer(verifier, {
      channels: [{ operation: 'publish', channel: '/payments/*', acr: 'urn:cognito:loa:3', maxAuthAgeSeconds: 300 }],
    });
    const ask = (token: string) =>
      events(appSyncEventsAuthorizerEvent({ token, operation: 'EVENT_PUBLISH', channel: '/payments/1' }));
    expect(await ask(signedIn(10, 'urn:cognito:loa:4'))).toMatchObject({ isAuthorized: true });
    expect(await ask(signedIn(10, 'urn:cognito:loa:1'))).toMatchObject({ isAuthorized: false });
  });
});

test('refusals for different reasons have no challenge to sign in again', async () => {
  const handler = restAuthorizer(verifier, {
    routes: [payments, { method: 'GET', path: '/x', anyGroup: ['a'] }],
    resultTtlSeconds: 0,
  });
  const { context } = await handler(bearing(signedIn(400)));
  expect(context['error']).toBe('insufficient_scope');
  expect(context['challenge']).not.toContain('max_age');
});

test('requirements that imply others accept no token that those refuse', async () => {
  const acrs = ['gold', 'platinum', ...[1, 2, 3, 4].map((level) => `urn:cognito:loa:${level}`)];
  const some = fc.record(
    {
      acr: fc.oneof(fc.constantFrom(...acrs), fc.uniqueArray(fc.constantFrom(...acrs), { minLength: 1, maxLength: 3 })),
      maxAuthAgeSeconds: fc.constantFrom(10, 20, 30),
    },
    { requiredKeys: [] },
  );
  const accepts = (rules: Requirements, auth: AccessAuth): boolean =>
    Object.keys(rules).length === 0 || compileRequirements(rules).refusal(auth) === undefined;
  const tokens = [...acrs, undefined].flatMap((acr) => [5, 15, 25, 35].map((age) => signedIn(age, acr)));
  const auths = await Promise.all(tokens.map((token) => verifier.verify(token)));
  let implied = 0;
  fc.assert(
    fc.property(some, some, (strict, lenient) => {
      const isSubset = auths.every((auth) => !accepts(strict, auth) || accepts(lenient, auth));
      if (implies(strict, lenient)) implied++;
      expect(implies(strict, lenient)).toBe(isSubset);
    }),
    { numRuns: 2000 },
  );
  expect(implied).toBeGreaterThan(100);
});
