/** The exact policy of routes, after the stage. Other suites test its effect. */
import { type RoutesOptions, restAuthorizer } from '@cognito-guard/authorizer';
import { tokenAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test, vi } from 'vitest';
import { createWorld } from './support/users.ts';

type Routes = RoutesOptions['routes'];

const { pool, verifier } = await createWorld();
const stage = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/';
const anyStage = 'arn:aws:execute-api:?*:*:localapi12/';
const admins = { anyGroup: ['admins'] };

/** The policy of a user without groups: allowed and denied resources after the stage, and the number of guards. */
const said = async (routes: Routes, options: Partial<RoutesOptions> = {}) => {
  const handler = restAuthorizer(verifier, { routes, ...options });
  const { policyDocument } = await handler(tokenAuthorizerEvent({ token: `Bearer ${pool.accessToken()}` }));
  const resourcesOf = (effect: string, prefix: string): string[] =>
    policyDocument.Statement.filter(({ Effect }) => Effect === effect)
      .flatMap(({ Resource }) => Resource.filter((arn) => arn.startsWith(prefix)))
      .map((arn) => arn.slice(prefix.length));
  return {
    allow: resourcesOf('Allow', stage),
    deny: resourcesOf('Deny', stage),
    guards: resourcesOf('Deny', anyStage),
  };
};

/** Denied beside any wildcard, anywhere in a method ARN of the API. */
const always = [
  ...['*//*', '*/./*', '*/.', '*/../*', '*/..', '*%2e*', '*%2E*', '*/%2f*', '*/%2F*'],
  ...['*.%2f*', '*.%2F*', '*%2f.*', '*%2F.*', '*\\*', '*#*', '*\t*', '*\n*', '*\r*', '*%5c*', '*%5C*'],
  ...['*%23*', '*%3f*', '*%3F*', '*%25*', '*%0?*', '*%1?*', '*%20', '*\u00a0'],
];
const slash = ['*%2f*', '*%2F*'];
const seven = (path: string): string[] =>
  ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'].map((method) => method + path);

describe('allowed resources', () => {
  test.each<[what: string, routes: Routes, allowed: string[]]>([
    [
      'text, the longer path first',
      [
        { method: 'GET', path: '/orders' },
        { method: 'GET', path: '/orders/new' },
      ],
      ['GET/orders/new', 'GET/orders'],
    ],
    ['text, by each of the methods', [{ method: '*', path: '/me' }], seven('/me')],
    ['the whole API, by the methods that a route can have', [{ method: '*', path: '/*' }], seven('/*')],
  ])('%s: nothing is denied, because IAM denies the rest', async (_, routes, allow) => {
    expect(await said(routes)).toEqual({ allow, deny: [], guards: [] });
  });

  test.each<[what: string, routes: Routes, allow: string[], deny: string[]]>([
    ['a parameter is one segment', [{ method: 'GET', path: '/orders/{id}' }], ['GET/orders/?*'], ['*/orders/*/*']],
    ['by any method', [{ method: '*', path: '/orders/{id}' }], seven('/orders/?*'), ['*/orders/*/*']],
    ['a greedy parameter is any number', [{ method: 'GET', path: '/orders/{proxy+}' }], ['GET/orders/?*'], []],
    ['within', [{ method: 'GET', path: '/orders/{id}/lines' }], ['GET/orders/*/lines'], ['*/orders/*/*/lines']],
    [
      'within and at its end',
      [{ method: 'GET', path: '/a/{x}/b/{y}' }],
      ['GET/a/*/b/?*'],
      ['*/a/*/*/b/*', '*/a/*/b/*/*'],
    ],
    ['beside a greedy one', [{ method: 'GET', path: '/a/{x}/{y+}' }], ['GET/a/*/?*'], []],
    [
      'unless a deeper route is allowed',
      [
        { method: 'GET', path: '/orders/{id}' },
        { method: 'GET', path: '/orders/{id}/lines' },
      ],
      ['GET/orders/?*'],
      [],
    ],
    [
      'by its own method, where another method has a deeper route',
      [
        { method: 'GET', path: '/orders/{id}' },
        { method: 'POST', path: '/orders/{id}/lines' },
      ],
      ['POST/orders/*/lines', 'GET/orders/?*'],
      ['*/orders/*/*/lines', 'GET/orders/*/*'],
    ],
    [
      'and a route within a wider one needs no resource of its own',
      [
        { method: 'GET', path: '/*' },
        { method: 'GET', path: '/orders' },
      ],
      ['GET/*'],
      [],
    ],
  ])('%s, and spellings that leave it are denied', async (_, routes, allow, deny) => {
    expect(await said(routes)).toEqual({ allow, deny, guards: always });
  });

  test('unlisted routes are denied by default, without a Deny where no route is closed', async () => {
    const routes = [{ method: 'GET', path: '/orders' }] as const;
    expect(await said(routes, { default: 'allow' })).toEqual({ allow: seven('/*'), deny: [], guards: [] });
  });
});

describe('denied resources', () => {
  const open = { method: 'GET', path: '/*' } as const;

  test.each<[path: string, encoded: string[]]>([
    ['/ab', ['*%6?*']],
    ['/op', ['*%6?*', '*%70*']],
    ['/z-K1', ['*%2d*', '*%2D*', '*%31*', '*%4b*', '*%4B*', '*%7a*', '*%7A*']],
  ])('%s within a wildcard, with and without a slash behind it, and its characters encoded', async (path, encoded) => {
    // In the order of the characters' codes: "-" precedes "/".
    const inOrder = path.includes('-')
      ? [...encoded.slice(0, 2), ...slash, ...encoded.slice(2)]
      : [...slash, ...encoded];
    expect(await said([open, { method: 'GET', path, ...admins }])).toEqual({
      allow: ['GET/*'],
      deny: [`GET${path}`, `GET${path}/`],
      guards: [...always, ...inOrder],
    });
  });

  test('a subtree and its root', async () => {
    const routes = ['/b', '/b/*'].map((path) => ({ method: 'GET', path, ...admins }) as const);
    expect(await said([open, ...routes])).toEqual({
      allow: ['GET/*'],
      deny: ['GET/b/*', 'GET/b', 'GET/b/'],
      guards: [...always, ...slash, '*%6?*'],
    });
  });

  test('nothing outside of the allowed resources', async () => {
    const me = { method: 'GET', path: '/me' } as const;
    expect(await said([me, { method: 'GET', path: '/admin', ...admins }])).toEqual({
      allow: ['GET/me'],
      deny: [],
      guards: [],
    });
  });

  test('requests below a parameter, where another route closes them', async () => {
    const routes = [
      { method: '*', path: '/*', ...admins },
      { method: 'GET', path: '/orders/{id}' },
    ] as const;
    expect(await said(routes)).toEqual({
      allow: ['GET/orders/?*'],
      deny: ['*/orders/*/*'],
      guards: [...always, ...slash],
    });
  });

  test('listed routes, where all others are allowed', async () => {
    expect(await said([{ method: 'GET', path: '/admin', ...admins }], { default: 'allow' })).toEqual({
      allow: seven('/*'),
      deny: ['GET/admin', 'GET/admin/'],
      guards: [...always, ...slash, '*%6?*'],
    });
  });
});

describe('the order of the list does not matter', () => {
  test.each<[what: string, routes: Routes, denied: string[]]>([
    [
      'a parameter takes precedence over a greedy one',
      [
        { method: 'GET', path: '/*' },
        { method: 'GET', path: '/a/{x}', ...admins },
      ],
      ['GET/a/*'],
    ],
    [
      'a method takes precedence over all methods',
      [
        { method: '*', path: '/b' },
        { method: 'GET', path: '/b', ...admins },
      ],
      ['GET/b', 'GET/b/'],
    ],
  ])('%s', async (_, routes, deny) => {
    const policy = await said(routes);
    expect(policy.deny).toEqual(deny);
    expect(await said(routes.toReversed())).toEqual(policy);
  });
});

test('a check that routes share runs once for a token', async () => {
  const check = vi.fn(() => true);
  await said(['/a', '/b', '/c'].map((path) => ({ method: 'GET', path, check })));
  expect(check).toHaveBeenCalledTimes(1);
});
