/** Hostile spellings of paths. API Gateway passes a request to IAM as the client spelled it. */

import { restAuthorizer } from '@cognito-guard/authorizer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allows, arnOf, type Visit } from './support/gateway-model.ts';
import { expectationOf } from './support/oracle.ts';
import { createWorld, ruleSets, visits } from './support/rule-sets.ts';

const { verifier, users } = await createWorld();
const numRuns = Number(process.env['AUTHORIZER_RUNS'] ?? 1000);

type Spelling = (path: string, at: number) => string;

const hexOf = (character: string): string => character.charCodeAt(0).toString(16);
const slashAt = (path: string, at: number): number => {
  const slashes = [...path.matchAll(/\//g)].map(({ index }) => index);
  return slashes[at % slashes.length] ?? 0;
};
const insert = (path: string, at: number, text: string): string => path.slice(0, at) + text + path.slice(at);

/** Spellings of a path that some component may read as the plain one. */
const spellings: Readonly<Record<string, Spelling>> = {
  'a trailing slash': (path) => `${path}/`,
  'a double slash': (path, at) => insert(path, slashAt(path, at), '/'),
  'a double slash, half encoded': (path, at) => insert(path, slashAt(path, at) + 1, '%2F'),
  'a dot segment': (path, at) => insert(path, slashAt(path, at), '/.'),
  'a trailing dot segment': (path) => `${path}/.`,
  'a segment and back': (path, at) => insert(path, slashAt(path, at), `/${at % 2 ? 'a' : 'b'}/..`),
  'a segment and back, encoded': (path, at) => insert(path, slashAt(path, at), '/a/%2e%2E'),
  'a segment and back, slashes encoded': (path, at) => insert(path, slashAt(path, at), '/a/b%2F..%2f..'),
  'a segment and back at the end': (path) => `${path}/x/..`,
  'a letter encoded': (path, at) => {
    const letters = [...path.matchAll(/[a-c]/g)].map(({ index }) => index);
    const index = letters[at % letters.length] ?? path.length;
    return path.slice(0, index) + path.slice(index).replace(/^[a-c]/, (letter) => `%${hexOf(letter)}`);
  },
};

const spelled = fc.record({
  visit: visits,
  changes: fc.array(fc.tuple(fc.constantFrom(...Object.values(spellings)), fc.nat(5)), { minLength: 1, maxLength: 3 }),
});

test('another spelling of a path opens no closed path', async () => {
  await fc.assert(
    fc.asyncProperty(ruleSets(verifier), users, spelled, async (set, user, { visit, changes }) => {
      fc.pre(expectationOf(set.api, set.routes, set.fallback, visit)(user) === 'denied');
      const policy = await set.authorizer(user.token, visit);
      const path = changes.reduce((text, [spell, at]) => spell(text, at), visit.path);
      expect({ path, allowed: allows(policy, { ...visit, path }) }).toEqual({ path, allowed: false });
    }),
    { numRuns },
  );
});

const { token } = (await fc.sample(users, 1)[0]) ?? { token: '' };
const policyFor = async (visit: Visit, options: Parameters<typeof restAuthorizer>[1]) => {
  const event = { type: 'TOKEN', authorizationToken: `Bearer ${token}`, methodArn: arnOf(visit) };
  return (await restAuthorizer(verifier, options)(event)).policyDocument;
};

describe('with a Deny inside an Allow', () => {
  const routes = [
    { method: 'GET', path: '/*' },
    { method: 'GET', path: '/Admin-v2/x', anyGroup: ['unknown'] },
  ] as const;

  test.each([
    '/Admin-v2/x',
    '/Admin-v2/x/',
    '//Admin-v2/x',
    '/Admin-v2//x',
    '/./Admin-v2/x',
    '/y/../Admin-v2/x',
    '/%41dmin-v2/x',
    '/A%64min-v2/x',
    '/Admin%2dv2/x',
    '/Admin%2Dv2/x',
    '/Admin-v%32/x',
    '/Admin-v2%2fx',
    '/Admin-v2%2Fx',
    '/y%2f..%2fAdmin-v2/x',
    '/Admin-v2/%78',
  ])('%s is denied', async (path) => {
    const visit = { method: 'GET', path };
    expect(allows(await policyFor(visit, { routes }), visit)).toBe(false);
  });

  test.each([
    '/users/ann%40example.com',
    '/caf%C3%A9/%E6%97%A5%E6%9C%AC',
    '/a%20b%2Cc%3Ad',
    '/.well-known/x',
    '/a..b/c.d',
  ])('%s stays open', async (path) => {
    const visit = { method: 'GET', path };
    expect(allows(await policyFor(visit, { routes }), visit)).toBe(true);
  });
});

/** RFC 3986 §2.1, with every reserved character encoded: stricter than encodeURIComponent. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${hexOf(character).toUpperCase()}`);

test('an id with any reserved character is accepted, encoded, beside a Deny of every letter and digit', async () => {
  const visit = { method: 'GET', path: '/x' };
  const routes = [
    { method: 'GET', path: '/*' },
    { method: 'GET', path: '/abcdefghijklmnopqrstuvwxyz/ABCDEFGHIJKLMNOPQRSTUVWXYZ/0123456789-_~', anyGroup: ['x'] },
  ] as const;
  const policy = await policyFor(visit, { routes, maxPolicyBytes: 16_384 });
  const unit = fc
    .oneof(
      fc.constantFrom(...' !"#$%&\'()*+,:;<=>?@[\\]^{|}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    // Not a slash, which the Deny contains, nor a dot segment; a backtick shares its first digit with a to o. The
    // others are delimiters of a URL, or trimmed.
    .filter((character) => !'/.`#?%\\'.includes(character) && character >= ' ');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, minLength: 1, maxLength: 12 }), async (text) => {
      const id = text.trimEnd() || 'x';
      const path = `/users/${encode(id)}`;
      expect({ path, allowed: allows(policy, { ...visit, path }) }).toEqual({ path, allowed: true });
    }),
    { numRuns },
  );
});

test('no letter of a denied path opens it, encoded in either case', async () => {
  for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~') {
    const routes = [
      { method: 'GET', path: '/*' } as const,
      { method: 'GET', path: `/${letter}`, anyGroup: ['x'] } as const,
    ];
    for (const code of [hexOf(letter), hexOf(letter).toUpperCase()]) {
      const visit = { method: 'GET', path: `/%${code}` };
      expect({ visit, allowed: allows(await policyFor(visit, { routes }), visit) }).toEqual({ visit, allowed: false });
    }
  }
});

describe("policy: 'this-route'", () => {
  test.each(['/orders/1', '/a%20b', '/orders/', '/.well-known', '/caf%C3%A9', '/'])(
    'allows %s, and nothing else',
    async (path) => {
      const visit = { method: 'GET', path };
      const policy = await policyFor(visit, { policy: 'this-route' });
      expect(policy.Statement).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: [arnOf(visit)] }]);
    },
  );

  test.each([
    '/*',
    '/orders/?',
    '/%2fadmin',
    '/%5Cadmin',
    '/a/%2e%2e/b',
    '//admin',
    '/./admin',
    '/a/../b',
    '/a/..',
    '/a\u0000b',
    '/a%00b',
    '/a\nb',
    '/a\u202eb',
    '/$\u007baws:username}',
    '/a\\b',
  ])('denies everything for %j', async (path) => {
    const { Statement } = await policyFor({ method: 'GET', path }, { policy: 'this-route' });
    expect(Statement).toMatchObject([{ Effect: 'Deny', Resource: [arnOf({ method: '', path: '*' })] }]);
  });
});
