/** The policy that routes yield, word for word, behind the stage. What it comes to is for the other suites. */
import { type RoutesOptions, restAuthorizer } from '@cognito-guard/authorizer';
import { tokenAuthorizerEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test, vi } from 'vitest';
import { createWorld } from './support/users.ts';

type Routes = RoutesOptions['routes'];

const { pool, verifier } = await createWorld();
const stage = 'arn:aws:execute-api:eu-west-1:123456789012:localapi12/prod/';
const admins = { anyGroup: ['admins'] };

/** What a user without groups is told. */
const said = async (routes: Routes, options: Partial<RoutesOptions> = {}) => {
  const handler = restAuthorizer(verifier, { routes, ...options });
  const { policyDocument } = await handler(tokenAuthorizerEvent({ token: `Bearer ${pool.accessToken()}` }));
  const resources = policyDocument.Statement.map(
    ({ Effect, Resource }) => [Effect, Resource.map((arn) => arn.replace(stage, ''))] as const,
  );
  return Object.fromEntries(resources);
};

/** Denied beside any wildcard. */
const leadingOut = [
  ...['*//*', '*/./*', '*/.', '*/../*', '*/..', '*%2e*', '*%2E*', '*/%2f*', '*/%2F*'],
  ...['*.%2f*', '*.%2F*', '*%2f.*', '*%2F.*'],
];
const slash = ['*%2f*', '*%2F*'];

describe('what is allowed', () => {
  test.each<[what: string, routes: Routes, allowed: string[]]>([
    [
      'text, the longer path first',
      [
        { method: 'GET', path: '/orders' },
        { method: 'GET', path: '/orders/new' },
      ],
      ['GET/orders/new', 'GET/orders'],
    ],
    [
      'text, by each of the methods',
      [{ method: '*', path: '/me' }],
      ['DELETE/me', 'GET/me', 'HEAD/me', 'OPTIONS/me', 'PATCH/me', 'POST/me', 'PUT/me'],
    ],
    ['the whole API', [{ method: '*', path: '/*' }], ['*']],
  ])('%s: nothing is denied, as IAM denies the rest', async (_, routes, allowed) => {
    expect(await said(routes)).toEqual({ Allow: allowed });
  });

  test.each<[what: string, routes: Routes, allowed: string[]]>([
    ['at its end, and not what ends before it', [{ method: 'GET', path: '/orders/{id}' }], ['GET/orders/?*']],
    ['within', [{ method: 'GET', path: '/orders/{id}/lines' }], ['GET/orders/*/lines']],
    ['within and at its end', [{ method: 'GET', path: '/a/*/b/*' }], ['GET/a/*/b/?*']],
    ['at its beginning, for every method', [{ method: '*', path: '/{tenant}/orders' }], ['*/*/orders']],
    [
      'that holds another route, which needs no line of its own',
      [
        { method: 'GET', path: '/*' },
        { method: 'GET', path: '/orders' },
      ],
      ['GET/*'],
    ],
    [
      'that shares requests with another one',
      [
        { method: 'GET', path: '/*/b' },
        { method: 'GET', path: '/a/*' },
      ],
      ['GET/a/?*', 'GET/*/b'],
    ],
  ])('a wildcard %s: the spellings that lead out of it are denied', async (_, routes, allowed) => {
    expect(await said(routes)).toEqual({ Allow: allowed, Deny: leadingOut });
  });

  test('all that is not listed, by default: nothing is denied to whom nothing is closed', async () => {
    const routes = [{ method: 'GET', path: '/orders' }] as const;
    expect(await said(routes, { default: 'allow' })).toEqual({ Allow: ['*'] });
  });
});

describe('what is denied', () => {
  const open = { method: 'GET', path: '/*' } as const;

  test.each<[path: string, encoded: string[]]>([
    ['/ab', ['*%6?*']],
    ['/op', ['*%6?*', '*%70*']],
    ['/z-K1', ['*%2d*', '*%2D*', '*%31*', '*%4b*', '*%4B*', '*%7a*', '*%7A*']],
  ])('%s within a wildcard, with and without a slash behind it, and its characters encoded', async (path, encoded) => {
    // In the order of the characters' codes: "-" stands before "/".
    const inOrder = path.includes('-')
      ? [...encoded.slice(0, 2), ...slash, ...encoded.slice(2)]
      : [...slash, ...encoded];
    expect(await said([open, { method: 'GET', path, ...admins }])).toEqual({
      Allow: ['GET/*'],
      Deny: [`GET${path}`, `GET${path}/`, ...leadingOut, ...inOrder],
    });
  });

  test('a subtree and its root', async () => {
    const routes = ['/b', '/b/*'].map((path) => ({ method: 'GET', path, ...admins }) as const);
    expect(await said([open, ...routes])).toEqual({
      Allow: ['GET/*'],
      Deny: ['GET/b/*', 'GET/b', 'GET/b/', ...leadingOut, ...slash, '*%6?*'],
    });
  });

  test('nothing outside of what is allowed', async () => {
    const me = { method: 'GET', path: '/me' } as const;
    expect(await said([me, { method: 'GET', path: '/admin', ...admins }])).toEqual({ Allow: ['GET/me'] });
  });

  test('what is listed, where all else is allowed', async () => {
    expect(await said([{ method: 'GET', path: '/admin', ...admins }], { default: 'allow' })).toEqual({
      Allow: ['*'],
      Deny: ['GET/admin', 'GET/admin/', ...leadingOut, ...slash, '*%6?*'],
    });
  });
});

describe('the order in which routes are listed decides nothing', () => {
  test.each<[what: string, routes: Routes, denied: string[]]>([
    [
      'a longer path wins over a shorter one',
      [
        { method: 'GET', path: '/*' },
        { method: 'GET', path: '/*/*', ...admins },
      ],
      ['GET/*/*'],
    ],
    [
      'a method wins over all methods',
      [
        { method: '*', path: '/b' },
        { method: 'GET', path: '/b', ...admins },
      ],
      ['GET/b', 'GET/b/'],
    ],
  ])('%s', async (_, routes, denied) => {
    const policy = await said(routes);
    expect(policy['Deny']?.slice(0, denied.length)).toEqual(denied);
    expect(await said(routes.toReversed())).toEqual(policy);
  });
});

test('a check that routes share runs once for a token', async () => {
  const check = vi.fn(() => true);
  await said(['/a', '/b', '/c'].map((path) => ({ method: 'GET', path, check })));
  expect(check).toHaveBeenCalledTimes(1);
});
