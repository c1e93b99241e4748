/** The central promise: an answer that was cached on one route is correct on every other. */

import type { PolicyDocument } from '@cognito-guard/authorizer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Authorizer, allows, arnOf } from './support/gateway-model.ts';
import { expectationOf, meets } from './support/oracle.ts';
import { readerFor } from './support/policy-reader.ts';
import { createWorld, type RuleSet, ruleSets, type User, visits } from './support/rule-sets.ts';

const { verifier, users, everyone } = await createWorld();

/** The number of rule sets; each has several users and requests. */
const numRuns = Number(process.env['AUTHORIZER_TABLES'] ?? 20_000);

/** Users take turns, each on routes in its own order, all through one API with one cache. */
const journey = fc.tuple(ruleSets(verifier), fc.array(fc.tuple(users, visits), { minLength: 4, maxLength: 12 }));

const everyAnswerIsRight = (authorizerOf: (set: RuleSet) => Authorizer) =>
  fc.asyncProperty(journey, async ([set, steps]) => {
    const authorizer = authorizerOf(set);
    const cache = new Map<string, (arn: string) => boolean>();
    for (const [user, visit] of steps) {
      const reader = cache.get(user.token) ?? readerFor(await authorizer(user.token, visit));
      cache.set(user.token, reader);
      const right = expectationOf(set.api, set.routes, set.fallback, visit)(user);
      const answer = reader(arnOf(visit)) ? 'allowed' : 'denied';
      if (right !== 'either') expect({ ...visit, answer }).toEqual({ ...visit, answer: right });
    }
  });

test('with a cache, each token gets the correct answer on every route, in any order', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    everyAnswerIsRight(({ authorizer }) => authorizer),
    { numRuns },
  );
});

test('a token gets the same policy, whichever route it requests first', async () => {
  await fc.assert(
    fc.asyncProperty(ruleSets(verifier), users, visits, visits, async ({ authorizer }, { token }, one, other) => {
      expect(await authorizer(token, one)).toEqual(await authorizer(token, other));
    }),
    { numRuns: 500 },
  );
});

test('an independent IAM implementation reads the policies like the tests do', async () => {
  await fc.assert(
    fc.asyncProperty(ruleSets(verifier), users, visits, async ({ authorizer }, { token }, visit) => {
      const policy = await authorizer(token, visit);
      expect(readerFor(policy)(arnOf(visit))).toBe(allows(policy, visit));
    }),
    { numRuns: 500 },
  );
});

const userOf = (token: string): User => {
  const user = everyone.find((one) => one.token === token);
  if (user === undefined) throw new Error('No such user.');
  return user;
};

const policyOf = (allow: readonly string[], deny: readonly string[]): PolicyDocument => {
  const statement = (Effect: 'Allow' | 'Deny', paths: readonly string[]): PolicyDocument['Statement'] =>
    paths.length === 0
      ? []
      : [{ Action: 'execute-api:Invoke', Effect, Resource: paths.map((path) => arnOf({ method: '', path })) }];
  return { Version: '2012-10-17', Statement: [...statement('Allow', allow), ...statement('Deny', deny)] };
};

const seven = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const resourcesOf = ({ method, path }: { method: string; path: string }, methods: readonly string[]): string[] =>
  (method === '*' ? methods : [method]).map((name) => name + path.replace(/\{[^}]+\}/g, '*'));

/**
 * Allows the routes that the token may use and denies the others, each by a wildcard: the parameters of an Allow span
 * slashes.
 */
const spanning =
  (methods: readonly string[]) =>
  ({ routes, fallback }: RuleSet): Authorizer =>
  async (token) => {
    const passes = (route: RuleSet['routes'][number]): boolean => meets(userOf(token), route);
    const open = routes.filter(passes);
    const closed = routes.filter((route) => !passes(route));
    const isInside = (inner: string, outer: string): boolean =>
      new RegExp(`^${outer.replace(/\{[^}]+\}|\*/g, '.+')}$`).test(inner);
    const denied = closed.filter(
      (route) => fallback === 'allow' || open.some((outer) => isInside(route.path, outer.path)),
    );
    const allow = fallback === 'allow' ? ['*'] : open.flatMap((route) => resourcesOf(route, methods));
    return policyOf(
      allow,
      denied.flatMap((route) => resourcesOf(route, methods)),
    );
  };

/** The authorizers of common tutorials: they decide about the requested route, and allow it or everything. */
const tutorial =
  (resourceOf: (path: string) => string) =>
  ({ api, routes, fallback }: RuleSet): Authorizer =>
  async (token, visit) =>
    expectationOf(api, routes, fallback, visit)(userOf(token)) === 'denied'
      ? policyOf([], ['*'])
      : policyOf([resourceOf(visit.method + visit.path)], []);

test.each([
  ['only the requested method', tutorial((path) => path)],
  ['the whole stage, by the rule of the requested method', tutorial(() => '*')],
  ['everything below a parameter', spanning(seven)],
  ['methods that no route can have', spanning(['*'])],
])('an authorizer that allows %s fails the same test', async (_what, authorizerOf) => {
  const { failed } = await fc.check(everyAnswerIsRight(authorizerOf), { numRuns: 2000 });
  expect(failed).toBe(true);
});
