import { httpAuthorizer } from '@cognito-guard/authorizer';
import { httpAuthorizerEvent, httpAuthorizerEventV1 } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';
import { createWorld, errorOf } from './support/users.ts';

const { pool, verifier } = await createWorld();
const routes = [
  { method: 'GET', path: '/me' },
  { method: 'GET', path: '/orders/{id}', allScopes: ['orders/read'] },
  { method: '*', path: '/admin/*', anyGroup: ['admins'] },
] as const;
const token = pool.accessToken({ scope: ['orders/read'], groups: ['a,b', 'c d'] });
const headers = { authorization: `Bearer ${token}` };

describe('IAM answers', () => {
  const handler = httpAuthorizer(verifier, { routes });

  test('have the policy for all routes, with JSON for payload 2.0', async () => {
    const { policyDocument, context } = await handler(httpAuthorizerEvent({ path: '/me', headers }));
    const stage = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/$default/';
    expect(policyDocument.Statement[0]?.Resource).toEqual([`${stage}GET/orders/?*`, `${stage}GET/me`]);
    expect(context).toMatchObject({ groups: ['a,b', 'c d'], exp: pool.now() + 3600, scope: 'orders/read' });
  });

  test('are the same with flat text for payload 1.0', async () => {
    const { policyDocument, context } = await handler(httpAuthorizerEventV1({ path: '/me', headers }));
    expect(policyDocument).toEqual((await handler(httpAuthorizerEvent({ path: '/me', headers }))).policyDocument);
    expect(context).toMatchObject({ groups: '["a,b","c d"]', exp: String(pool.now() + 3600) });
  });

  test('refuse an invalid token with exactly Unauthorized', async () => {
    for (const event of [httpAuthorizerEvent(), httpAuthorizerEventV1()]) {
      expect((await errorOf(handler(event))).message).toBe('Unauthorized');
    }
  });

  test.each([
    [null, /^httpAuthorizer: this event is not for an authorizer\.$/],
    [{}, /^httpAuthorizer: this event is not for an authorizer\.$/],
    [{ version: '2.0' }, /^This event is not an HTTP request/],
    [{ version: '2.0', headers }, /^httpAuthorizer: this event names no method of an API/],
  ])('are refused for the event %j', async (event, message) => {
    expect((await errorOf(handler(event))).message).toMatch(message);
  });
});

describe('simple answers', () => {
  const handler = httpAuthorizer(verifier, { routes, answer: 'simple' });
  const eventFor = (routeKey: string, path: string, identitySource: readonly string[]) => {
    const [method = 'GET'] = routeKey.split(' ');
    return {
      ...httpAuthorizerEvent({
        method: method === 'ANY' ? 'GET' : method,
        path,
        headers,
        route: routeKey,
        identitySource,
      }),
      routeKey,
    };
  };
  const sources = (routeKey: string) => [headers.authorization, routeKey];

  test.each([
    ['GET /me', '/me', true],
    ['GET /orders/{id}', '/orders/1', true],
    ['DELETE /admin/{proxy+}', '/admin/x', false],
    ['GET /elsewhere', '/elsewhere', false],
  ])('%s is decided by its own rule', async (routeKey, path, isAuthorized) => {
    const answer = await handler(eventFor(routeKey, path, sources(routeKey)));
    expect(answer.isAuthorized).toBe(isAuthorized);
    expect(answer.context).toMatchObject({ sub: pool.subject, groups: ['a,b', 'c d'] });
  });

  test('contain the reason of a refusal', async () => {
    const routeKey = 'DELETE /admin/{proxy+}';
    const { context } = await handler(eventFor(routeKey, '/admin/x', sources(routeKey)));
    expect(context).toMatchObject({ error: 'insufficient_scope', error_description: expect.stringContaining('group') });
  });

  test('need the route among the identity sources, where the API caches', async () => {
    const error = await errorOf(handler(eventFor('GET /me', '/me', [headers.authorization])));
    expect(error.message).toBe(
      'httpAuthorizer: a simple answer would be wrong here: it is cached for all routes (where the API ' +
        "has a TTL, which cannot be seen from here). Add $context.routeKey to the identity sources, or use answer: 'iam'.",
    );
    expect((await handler(eventFor('GET /me', '/me', []))).isAuthorized).toBe(true);
  });

  test.each([
    ['ANY /{proxy+}', '/me'],
    ['$default', '/me'],
    ['ANY /me', '/me'],
    ['GET /{proxy+}', '/orders/1'],
  ])('are refused where several rules decide about the API’s route %s', async (routeKey, path) => {
    const error = await errorOf(handler(eventFor(routeKey, path, sources(routeKey))));
    expect(error.message).toMatch(/the API's route ".*" takes requests that ".*" decides about, and others/);
  });

  test('match a parameter of the API with one segment', async () => {
    const deep = httpAuthorizer(verifier, {
      answer: 'simple',
      routes: [
        { method: 'GET', path: '/orders/{id}' },
        { method: 'GET', path: '/orders/{id}/items', allScopes: ['none'] },
      ],
    });
    const plain = 'GET /orders/{id}';
    const items = 'GET /orders/{id}/items';
    expect((await deep(eventFor(plain, '/orders/1', sources(plain)))).isAuthorized).toBe(true);
    expect((await deep(eventFor(items, '/orders/1/items', sources(items)))).isAuthorized).toBe(false);
  });

  test("need no route among the identity sources with policy: 'whole-api'", async () => {
    const whole = httpAuthorizer(verifier, { policy: 'whole-api', answer: 'simple', allScopes: ['orders/read'] });
    expect((await whole(eventFor('$default', '/x', [headers.authorization]))).isAuthorized).toBe(true);
  });

  test("need it with policy: 'this-route' and a default of allow", async () => {
    const one = httpAuthorizer(verifier, { policy: 'this-route', answer: 'simple' });
    await expect(one(eventFor('GET /x', '/x', [headers.authorization]))).rejects.toThrow(/cached for all routes/);
    const others = { routes: routes.slice(0, 2), default: 'allow', answer: 'simple' } as const;
    const open = httpAuthorizer(verifier, others);
    expect((await open(eventFor('GET /x', '/x', sources('GET /x')))).isAuthorized).toBe(true);
  });

  test('are refused for payload 1.0, which does not have them', async () => {
    await expect(handler(httpAuthorizerEventV1({ headers }))).rejects.toThrow(
      /payload format 1\.0 has no simple answers/,
    );
  });

  test('throw exactly Unauthorized for an invalid token', async () => {
    expect((await errorOf(handler(httpAuthorizerEvent()))).message).toBe('Unauthorized');
  });
});

test('an invalid value of answer is a construction error', () => {
  expect(() => httpAuthorizer(verifier, { routes, answer: 'yes' as 'iam' })).toThrow(
    /^httpAuthorizer: answer must be "iam" or "simple"; got /,
  );
});
