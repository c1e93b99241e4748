import { type RouteRule, restAuthorizer } from '@cognito-guard/authorizer';
import { describe, expect, test } from 'vitest';
import { createWorld } from './support/users.ts';

const { verifier } = await createWorld();
const make = (options: object) => () => restAuthorizer(verifier, options as { routes: readonly RouteRule[] });
const withRoutes = (...routes: readonly object[]) => make({ routes });
const admins = { anyGroup: ['admins'] };
const staff = { anyGroup: ['staff'] };

describe('a route that cannot be meant is refused at construction', () => {
  test.each([
    ['relative', 'orders'],
    ['empty', ''],
    ['a double slash', '/orders//x'],
    ['a trailing slash', '/orders/'],
    ['a dot segment', '/orders/./x'],
    ['two dots', '/orders/../x'],
    ['a query', '/orders?x=1'],
    ['a fragment', '/orders#x'],
    ['encoded text', '/orders/%2e'],
    ['a wildcard in a word', '/orders/a*'],
    ['a parameter in a word', '/orders/a{id}'],
    ['an unnamed parameter', '/orders/{}'],
    ['an IAM wildcard', '/orders/?'],
    ['a space', '/orders/a b'],
    ['a control character', '/orders/a\n'],
    ['a letter that URLs encode', '/caf\u00e9'],
    ['no text', undefined],
  ])('a path with %s', (_what, path) => {
    expect(withRoutes({ method: 'GET', path })).toThrow(/^restAuthorizer: routes\[0\]\.path must be a path such as/);
  });

  test.each(['get', 'ANY', 'LINK', '', undefined, null])('the method %j', (method) => {
    expect(withRoutes({ method, path: '/x' })).toThrow(
      /^restAuthorizer: routes\[0\]\.method must be one of DELETE, GET, .* or '\*' for all of them; got /,
    );
  });

  test.each([
    [{ routes: [] }, /routes must be a non-empty array/],
    [{ routes: {} }, /routes must be a non-empty array/],
    [{}, /routes must be a non-empty array/],
    [{ routes: [null] }, /routes\[0\] must be an object/],
    [{ routes: [{ method: 'GET', path: '/x', groups: ['a'] }] }, /routes\[0\] has no option "groups"/],
    [{ routes: [{ method: 'GET', path: '/x', anyGroup: [] }] }, /^restAuthorizer: routes\[0\]: requirements\.anyGroup/],
    [{ routes: [{ method: 'GET', path: '/x', anyGroup: undefined }] }, /routes\[0\]: requirements\.anyGroup/],
    [{ routes: [{ method: 'GET', path: '/x' }], default: 'open' }, /default must be 'allow' or 'deny'; got "?open/],
    [{ routes: [{ method: 'GET', path: '/x' }], maxPolicyBytes: '9' }, /maxPolicyBytes must be a whole number/],
    [{ routes: [{ method: 'GET', path: '/x' }], policy: 'whole-api' }, /no option "routes"/],
    [{ routes: [{ method: 'GET', path: '/x' }], anyGroup: ['a'] }, /no option "anyGroup"/],
    [{ policy: undefined }, /policy must be 'whole-api' or 'this-route'/],
    [{ policy: 'everything' }, /policy must be 'whole-api' or 'this-route'/],
    [{ policy: 'whole-api', anyScope: ['a b'] }, /^restAuthorizer: requirements\.anyScope/],
    [{ policy: 'whole-api', token: [] }, /^restAuthorizer: token must be a token source/],
    [{ policy: 'whole-api', token: 'header' }, /^restAuthorizer: token must be a function/],
    [{ policy: 'whole-api', ttl: 3 }, /has no option "ttl"/],
  ])('%j', (options, message) => {
    expect(make(options)).toThrow(TypeError);
    expect(make(options)).toThrow(message);
  });

  test('a verifier that is none', () => {
    expect(() => restAuthorizer({} as typeof verifier, { policy: 'whole-api' })).toThrow(
      'restAuthorizer: verifier must be made by createVerifier(); got {}.',
    );
  });
});

describe('routes that get in each other’s way are refused at construction', () => {
  test.each([
    ['the same', { method: 'GET', path: '/a' }, { method: 'GET', path: '/a', ...admins }],
    ['the same but for a name', { method: 'GET', path: '/a/{id}' }, { method: 'GET', path: '/a/*' }],
  ])('twice: %s', (_what, one, other) => {
    expect(withRoutes(one, other)).toThrow(/names the same requests twice: "GET \/a.*" and "GET \/a/);
  });

  test('neither is more specific', () => {
    expect(withRoutes({ method: 'GET', path: '/*/a/*' }, { method: 'GET', path: '/*/b/*' })).toThrow(
      /share requests without one being more specific/,
    );
  });

  test('a route that can never win', () => {
    const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
    const named = methods.map((method) => ({ method, path: '/a', ...admins }));
    expect(withRoutes(...named, { method: '*', path: '/a' })).toThrow(/can never take "\* \/a"/);
    expect(withRoutes(...named.slice(1), { method: '*', path: '/a' })).not.toThrow();
  });
});

describe('what one IAM policy cannot say is refused at construction', () => {
  const triple = (outer: object, middle: object, inner: object) =>
    withRoutes(
      { method: '*', path: '/*', ...outer },
      { method: '*', path: '/admin/*', ...middle },
      { method: 'GET', path: '/admin/health', ...inner },
    );

  test('naming the three routes, and how to say it', () => {
    expect(triple({}, admins, {})).toThrow(
      'restAuthorizer: routes: a token may pass "* /*", fail "* /admin/*" and pass "GET /admin/health". One IAM policy ' +
        'cannot say that: its Deny for the second also closes the third. Let "GET /admin/health" demand all that ' +
        '"* /admin/*" demands, move it to a path of its own, or list the routes that "* /*" stands for.',
    );
  });

  test('with a default of allow too', () => {
    const routes = [
      { method: '*', path: '/admin/*', ...admins },
      { method: 'GET', path: '/admin/health' },
    ];
    expect(make({ routes, default: 'allow' })).toThrow(/a token may pass default: 'allow', fail "\* \/admin\/\*"/);
    expect(make({ routes })).not.toThrow();
  });

  const always = () => true;
  test.each([
    ['the inner one demands more', {}, admins, { ...admins, allScopes: ['a'] }],
    ['the inner one demands one of fewer', {}, { anyGroup: ['a', 'b'] }, { anyGroup: ['a'] }],
    ['the inner one demands all of what one of is enough', {}, { anyScope: ['a', 'b'] }, { allScopes: ['b', 'c'] }],
    ['the inner one has the same check', {}, { check: always }, { check: always, ...admins }],
    ['the outer one demands as much', admins, admins, {}],
  ])('but not where %s', (_what, outer, middle, inner) => {
    expect(triple(outer, middle, inner)).not.toThrow();
  });

  test.each([
    ['other groups', {}, admins, staff],
    ['one of more', {}, { anyGroup: ['a'] }, { anyGroup: ['a', 'b'] }],
    ['fewer scopes', {}, { allScopes: ['a', 'b'] }, { allScopes: ['a'] }],
    ['groups for scopes', {}, { allScopes: ['a'] }, { allGroups: ['a'] }],
    ['a check that looks the same', {}, { check: () => true }, { check: () => true }],
  ])('and always where it demands %s', (_what, outer, middle, inner) => {
    expect(triple(outer, middle, inner)).toThrow(/One IAM policy cannot say that/);
  });
});

describe('the size of the policy', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ method: 'GET', path: `/resource-${index}`, ...admins }));

  test('is refused at construction, with what is known and how to shrink it', () => {
    expect(make({ routes: many(200) })).toThrow(
      /these 200 routes can yield a policy of up to \d+ bytes, more than maxPolicyBytes \(8192\)\. AWS documents .* WebSocket .*whole-api/,
    );
    expect(make({ routes: many(200), maxPolicyBytes: 40_000 })).not.toThrow();
  });

  test('counts a route once, in its longer form', () => {
    expect(make({ routes: many(50) })).not.toThrow();
  });

  test('of one ARN is at most 512 characters', () => {
    const long = `/${'x'.repeat(410)}`;
    expect(withRoutes({ method: 'GET', path: long })).toThrow(/is too long: API Gateway takes ARNs of at most 512/);
    expect(withRoutes({ method: 'GET', path: long.slice(0, 390) })).not.toThrow();
  });
});
