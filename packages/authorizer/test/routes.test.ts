import {
  appSyncAuthorizer,
  bearer,
  httpAuthorizer,
  type RouteRule,
  restAuthorizer,
  webSocketAuthorizer,
} from '@cognito-guard/authorizer';
import { describe, expect, test } from 'vitest';
import { createWorld } from './support/users.ts';

const { verifier } = await createWorld();
const make = (options: object) => () => restAuthorizer(verifier, options as { routes: readonly RouteRule[] });
const withRoutes = (...routes: readonly object[]) => make({ routes });
const admins = { anyGroup: ['admins'] };
const staff = { anyGroup: ['staff'] };

describe('an impossible route is refused at construction', () => {
  test.each([
    ['relative', 'orders', /path that starts with '\/'; got "orders"/],
    ['empty', '', /path that starts with '\/'/],
    ['a double slash', '/orders//x', /path without empty segments/],
    ['a trailing slash', '/orders/', /path without '\/' at its end/],
    ['a trailing slash behind a parameter', '/orders/{id}/', /path without '\/' at its end/],
    ['nothing but slashes', '//', /path without '\/' at its end/],
    ['a dot segment', '/orders/./x', /path without the segments '\.' and '\.\.'/],
    ['two dots', '/orders/..', /path without the segments '\.' and '\.\.'/],
    ['a query', '/orders?x=1', /path without query and fragment/],
    ['a fragment', '/orders#x', /path without query and fragment/],
    ['an IAM wildcard', '/orders/?', /path without query and fragment/],
    ['a parameter of Express', '/orders/:id', /path with parameters like '\{id\}' \(':id' would be literal text\)/],
    [
      'encoded text',
      '/orders/%2e',
      /path of characters that need no encoding \(for a segment with others, write '\{name\}'\)/,
    ],
    ['a space', '/orders/a b', /path of characters that need no encoding/],
    ['a control character', '/orders/a\n', /path of characters that need no encoding/],
    ['a letter that URLs encode', '/caf\u00e9', /path of characters that need no encoding/],
    [
      'a wildcard in a word',
      '/orders/a*',
      /path whose wildcards are whole segments: '\{name\}', or '\*' or '\{name\+\}' at its end/,
    ],
    ['a wildcard that is not at its end', '/*/orders', /path whose wildcards are whole segments/],
    ['a greedy parameter that is not at its end', '/{proxy+}/orders', /path whose wildcards are whole segments/],
    ['a parameter in a word', '/orders/a{id}', /path whose wildcards are whole segments/],
    ['an unnamed parameter', '/orders/{}', /path whose wildcards are whole segments/],
    ['no text', undefined, /path such as '\/orders\/\{id\}' or '\/admin\/\*'; got undefined/],
  ])('a path with %s, with the broken rule in the message', (_what, path, expected) => {
    expect(withRoutes({ method: 'GET', path })).toThrow(/^restAuthorizer: routes\[0\]\.path must be a /);
    expect(withRoutes({ method: 'GET', path })).toThrow(expected);
  });

  test('a colon within a segment and the root are accepted', () => {
    const paths = ['/', '/orders/a:b', '/.well-known/x', '/a..b', '/{id}/x', "/a-b_c.d~!$&'()+,;=@"];
    for (const path of paths) expect(withRoutes({ method: 'GET', path })).not.toThrow();
  });

  test.each([
    ['LINK', ''],
    ['', ''],
    [undefined, ''],
    [null, ''],
    ['get', ' (did you mean "GET"?)'],
    ['ANY', " (write '*' for ANY)"],
    ['any', " (write '*' for any)"],
  ])('the method %j', (method, hint) => {
    expect(withRoutes({ method, path: '/x' })).toThrow(
      `restAuthorizer: routes[0].method must be one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, or '*' for all of them${hint}; got `,
    );
  });

  test.each([
    ['method', { path: '/x' }],
    ['path', { method: 'GET' }],
  ])('without a %s', (name, route) => {
    expect(withRoutes(route)).toThrow(new TypeError(`restAuthorizer: routes[0] has no ${name}.`));
  });

  test.each([
    [{ routes: [] }, /routes must be a non-empty array/],
    [{ routes: {} }, /routes must be a non-empty array/],
    [{}, /routes must be a non-empty array/],
    [{ routes: [null] }, /routes\[0\] must be an object/],
    [{ routes: [{ method: 'GET', path: '/x', groups: ['a'] }] }, /routes\[0\] has no option "groups"/],
    [{ routes: [{ method: 'GET', path: '/x', anyGroup: [] }] }, /^restAuthorizer: routes\[0\]: requirements\.anyGroup/],
    [{ routes: [{ method: 'GET', path: '/x', anyGroup: undefined }] }, /routes\[0\]: requirements\.anyGroup/],
    [{ routes: [{ method: 'GET', path: '/x' }], default: 'open' }, /default must be "allow" or "deny"; got "?open/],
    [{ routes: [{ method: 'GET', path: '/x' }], maxPolicyBytes: '9' }, /maxPolicyBytes must be a whole number/],
    [{ routes: [{ method: 'GET', path: '/x' }], policy: 'whole-api' }, /no option "routes"/],
    [{ routes: [{ method: 'GET', path: '/x' }], anyGroup: ['a'] }, /no option "anyGroup"/],
    [{ policy: undefined }, /policy must be "whole-api" or "this-route"/],
    [{ policy: 'everything' }, /policy must be "whole-api" or "this-route"/],
    [{ policy: 'whole-api', anyScope: ['a b'] }, /^restAuthorizer: requirements\.anyScope/],
    [{ policy: 'whole-api', token: [] }, /^restAuthorizer: token must be a token source/],
    [{ policy: 'whole-api', token: 'header' }, /^restAuthorizer: token must be a function/],
    [{ policy: 'whole-api', token: bearer }, /^restAuthorizer: token must be the result of a call, such as bearer\(\)/],
    [
      { policy: 'this-route', resultTtlSeconds: 300 },
      /^restAuthorizer: policy "this-route" needs a TTL of 0 in API Gateway; got resultTtlSeconds 300\. Use routes/,
    ],
    [{ policy: 'whole-api', ttl: 3 }, /has no option "ttl"/],
  ])('%j', (options, message) => {
    expect(make(options)).toThrow(TypeError);
    expect(make(options)).toThrow(message);
  });

  test('an invalid verifier', () => {
    expect(() => restAuthorizer({} as typeof verifier, { policy: 'whole-api' })).toThrow(
      'restAuthorizer: verifier must be made by createVerifier(); got {}.',
    );
  });

  test.each([
    ['restAuthorizer', restAuthorizer],
    ['httpAuthorizer', httpAuthorizer],
    ['webSocketAuthorizer', webSocketAuthorizer],
    ['appSyncAuthorizer', appSyncAuthorizer],
  ])('a missing verifier is reported before the options in its place: %s', (name, make) => {
    const forgetful = make as (options: object) => unknown;
    expect(() => forgetful({ routes: [] })).toThrow(`${name}: verifier must be made by createVerifier(); got `);
  });
});

describe('conflicting routes are refused at construction', () => {
  test.each([
    ['the same', { method: 'GET', path: '/a' }, { method: 'GET', path: '/a', ...admins }],
    ['the same except for the name', { method: 'GET', path: '/a/{id}' }, { method: 'GET', path: '/a/{name}' }],
    ['a greedy parameter and a star', { method: 'GET', path: '/a/{proxy+}' }, { method: 'GET', path: '/a/*' }],
  ])('twice: %s', (_what, one, other) => {
    expect(withRoutes(one, other)).toThrow(/names the same requests twice: "GET \/a.*" and "GET \/a/);
  });

  const any = { method: '*', path: '/{proxy+}' };
  const order = { method: 'GET', path: '/orders/{id}' };
  const lines = { method: 'GET', path: '/orders/{id}/lines' };

  test('an open parameter, an open route below it, and a closed API around both, with the three in the message', () => {
    expect(withRoutes({ ...any, ...admins }, order, lines)).toThrow(
      'restAuthorizer: routes: a token may pass "GET /orders/{id}" and "GET /orders/{id}/lines" and fail "* /{proxy+}". ' +
        "One IAM policy cannot say that, because its '*' spans slashes: it can neither keep a parameter of " +
        '"GET /orders/{id}" to one segment nor deny "* /{proxy+}" alone. Let "* /{proxy+}" demand no more than ' +
        '"GET /orders/{id}", put a literal segment first, or check in the function.',
    );
  });

  test.each([
    ['nothing below it is open', [{ ...any, ...admins }, order]],
    ['the open route below it is text', [{ ...any, ...admins }, { ...order, path: '/orders/new' }, lines]],
    ['the route below it is closed, too', [{ ...any, ...admins }, order, { ...lines, ...admins }]],
    ['the API around it is open', [any, order, lines]],
  ])('accepted where %s', (_what, routes) => {
    expect(withRoutes(...routes)).not.toThrow();
  });

  test('a closed parameter that closes all of an open greedy one, because IAM has no single segment', () => {
    expect(withRoutes({ ...any, method: 'GET' }, { method: '*', path: '/{id}', ...admins })).toThrow(
      /a token may pass "GET \/\{proxy\+\}", fail "\* \/\{id\}" and pass "GET \/\{proxy\+\}"/,
    );
    expect(withRoutes(any, { ...order, ...admins })).not.toThrow();
  });

  test('for routes of equal length, a token needs the requirements of each one that could match its request', () => {
    const tenants = { method: 'GET', path: '/{tenant}/orders', ...admins };
    expect(withRoutes({ method: 'GET', path: '/a/{kind}' }, tenants)).not.toThrow();
    expect(withRoutes({ method: 'GET', path: '/{tenant}/{region}/orders' }, tenants)).not.toThrow();
  });
});

describe('precedence that HTTP APIs do not document is refused at construction', () => {
  const forHttp =
    (...routes: readonly object[]) =>
    () =>
      httpAuthorizer(verifier, { routes: routes as readonly RouteRule[] });
  const order = { method: '*', path: '/orders/{id}' };
  const proxy = { method: 'GET', path: '/{proxy+}', ...admins };

  test('an open path of all methods beside one closed method of a wider path, with the route to list in the message', () => {
    expect(forHttp(order, proxy)).toThrow(
      'httpAuthorizer: routes: "* /orders/{id}" and "GET /{proxy+}" are ambiguous: HTTP APIs do not document which of ' +
        'them takes GET requests that fit both. List "GET /orders/{id}" too.',
    );
    expect(forHttp({ method: '*', path: '/orders/new' }, { ...proxy, path: '/orders/{id}' })).toThrow(/are ambiguous/);
  });

  test('a closed parameter of all methods beside one open method of a greedy path', () => {
    expect(forHttp({ method: '*', path: '/{id}', ...admins }, { method: 'GET', path: '/{proxy+}' })).toThrow(
      /"\* \/\{id\}" and pass "GET \/\{proxy\+\}"/,
    );
  });

  test.each([
    ['the method is listed', [order, { ...order, method: 'GET' }, proxy]],
    ['the wider one has all methods, too', [order, { ...proxy, method: '*' }]],
    ['the wider one has another method than a named one', [{ ...order, method: 'POST' }, proxy]],
    ['both have the same requirements', [{ ...order, ...admins }, proxy]],
    ['the narrower one is stricter', [{ ...order, ...admins, allGroups: ['staff'] }, proxy]],
  ])('accepted where %s, and for REST APIs', (_what, routes) => {
    expect(forHttp(...routes)).not.toThrow();
    expect(withRoutes(order, proxy)).not.toThrow();
  });
});

describe('a closed subtree with an open root is refused at construction', () => {
  const open = { method: '*', path: '/*' };

  test.each(['/admin/*', '/admin/{proxy+}'])('%s, with the root to list in the message', (path) => {
    const make = withRoutes(open, { method: 'GET', path, ...admins });
    expect(make).toThrow(
      `restAuthorizer: routes: "GET ${path}" does not include "GET /admin", which "* /*" opens to tokens that it refuses. ` +
        'List "GET /admin" too.',
    );
    expect(withRoutes(open, { method: 'GET', path, ...admins }, { method: 'GET', path: '/admin' })).not.toThrow();
  });

  test('its root is all text before the wildcard', () => {
    const deep = { method: 'GET', path: '/v1/admin/*', ...admins };
    expect(withRoutes(open, deep)).toThrow(/List "GET \/v1\/admin" too/);
    expect(withRoutes(open, deep, { method: 'GET', path: '/v1/admin' })).not.toThrow();
    expect(withRoutes(open, { method: 'GET', path: '/admin/{id}/x', ...admins })).not.toThrow();
    expect(make({ routes: [{ method: 'GET', path: '/*', ...admins }], default: 'allow' })).not.toThrow();
  });

  test('with a default of allow', () => {
    const routes = [{ method: 'GET', path: '/admin/*', ...admins }];
    expect(make({ routes, default: 'allow' })).toThrow(/"GET \/admin", which default: 'allow' opens/);
    expect(make({ routes })).not.toThrow();
  });

  test('also where it is listed for some of the methods', () => {
    const closed = { method: '*', path: '/admin/*', ...admins };
    expect(withRoutes(open, closed, { method: 'GET', path: '/admin', ...admins })).toThrow(/List "\* \/admin" too/);
    expect(withRoutes(open, closed, { method: '*', path: '/admin', ...admins })).not.toThrow();
  });

  test('accepted where every token that passes the root passes the subtree, and for a parameter', () => {
    const closed = { ...open, ...admins };
    expect(withRoutes(closed, { method: 'GET', path: '/admin/*', ...admins })).not.toThrow();
    expect(withRoutes(closed, { method: 'GET', path: '/public/*' })).not.toThrow();
    expect(withRoutes(open, { method: 'DELETE', path: '/orders/{id}', ...admins })).not.toThrow();
  });
});

describe('routes that one IAM policy cannot express are refused at construction', () => {
  const triple = (outer: object, middle: object, inner: object) =>
    withRoutes(
      { method: '*', path: '/*', ...outer },
      { method: '*', path: '/admin', ...middle },
      { method: '*', path: '/admin/*', ...middle },
      { method: 'GET', path: '/admin/health', ...inner },
    );

  test('with the three routes and the remedy in the message', () => {
    expect(triple({}, admins, {})).toThrow(
      'restAuthorizer: routes: a token may pass "* /*", fail "* /admin/*" and pass "GET /admin/health". One IAM policy ' +
        'cannot say that: its Deny for the second also closes the third. Let "GET /admin/health" demand all that ' +
        '"* /admin/*" demands, move it to a path of its own, or list the routes that "* /*" includes.',
    );
  });

  test('with a default of allow, too', () => {
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
    ['the inner one adds a check', {}, admins, { ...admins, check: always }],
    ['the inner one has the same check', {}, { check: always }, { check: always, ...admins }],
    ['the outer one demands as much', admins, admins, {}],
  ])('accepted where %s', (_what, outer, middle, inner) => {
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

  test('is refused at construction, with the known limits and ways to shrink it in the message', () => {
    expect(make({ routes: many(200) })).toThrow(
      /these 200 routes can yield a policy of up to \d+ bytes, more than maxPolicyBytes \(8192\)\. AWS documents .* WebSocket .*whole-api/,
    );
    expect(make({ routes: many(200), maxPolicyBytes: 40_000 })).not.toThrow();
  });

  test('counts a route once, in its longer form', () => {
    expect(make({ routes: many(50) })).not.toThrow();
  });

  test('allows one ARN at most 512 characters', () => {
    const long = `/${'x'.repeat(410)}`;
    expect(withRoutes({ method: 'GET', path: long })).toThrow(/is too long: API Gateway accepts ARNs of at most 512/);
    expect(withRoutes({ method: 'GET', path: long.slice(0, 390) })).not.toThrow();
  });
});
