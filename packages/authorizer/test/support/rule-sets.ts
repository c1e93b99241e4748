/** Random rules, tokens and requests, from so few words that they meet each other. */
import { type RouteMethod, type RouteRule, restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import fc from 'fast-check';
import type { Authorizer, Visit } from './gateway-model.ts';
import type { Fallback, Grants } from './oracle.ts';

const groups = ['staff', 'admins'];
const scopes = ['api/read', 'api/write'];
const some = (words: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...words], { minLength: 1 });

const requirements = fc.oneof(
  fc.constant({}),
  some(groups).map((anyGroup) => ({ anyGroup })),
  some(scopes).map((allScopes) => ({ allScopes })),
  fc.record({ anyScope: some(scopes), allGroups: some(groups) }),
);

const method = fc.constantFrom<RouteMethod>('GET', 'POST', '*');
const rulePath = fc
  .array(fc.constantFrom('a', 'b', 'b', '*', '{id}'), { minLength: 1, maxLength: 3 })
  .map((segments) => `/${segments.join('/')}`);

const rule: fc.Arbitrary<RouteRule> = fc
  .tuple(method, rulePath, requirements)
  .map(([method, path, demands]) => ({ method, path, ...demands }));

/** Those that end in `/*`, and what they stand below: without it, a subtree that is closed within an open one is refused. */
const withRoots = (rules: readonly RouteRule[]): readonly RouteRule[] => {
  const roots = rules.flatMap((one) => (/..\/\*$/.test(one.path) ? [{ ...one, path: one.path.slice(0, -2) }] : []));
  const keyOf = ({ method, path }: RouteRule): string => `${method} ${path.replaceAll('{id}', '*')}`;
  return [...new Map([...roots, ...rules].map((one) => [keyOf(one), one])).values()];
};

/** A rule set that can be constructed, and its authorizer. */
export interface RuleSet {
  readonly routes: readonly RouteRule[];
  readonly fallback: Fallback;
  readonly authorizer: Authorizer;
}

export const ruleSets = (verifier: Verifier): fc.Arbitrary<RuleSet> =>
  fc
    .tuple(fc.array(rule, { minLength: 1, maxLength: 5 }), fc.constantFrom<Fallback>('deny', 'deny', 'allow'))
    .map(([rules, fallback]) => {
      const routes = withRoots(rules);
      try {
        return { routes, fallback, authorizer: restAuthorizer(verifier, { routes, default: fallback }) };
      } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
      }
    })
    .filter((set) => set !== undefined);

/** Requests to the rules' words, to words that no rule has, and to deeper paths. */
export const visits: fc.Arbitrary<Visit> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  path: fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    .map((segments) => `/${segments.join('/')}`),
});

/** A user, and their access token. */
export interface User extends Grants {
  readonly token: string;
}

/** A verifier, and one user for each set of groups and scopes. */
export const createWorld = async (): Promise<{ verifier: Verifier<'access'>; users: fc.Arbitrary<User> }> => {
  const pool = await createTestPool();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const subsets = (words: readonly string[]): string[][] => [[], ...words.map((word) => [word]), [...words]];
  const users = subsets(groups).flatMap((inGroups) =>
    subsets(scopes).map((granted) => ({
      groups: inGroups,
      scopes: granted,
      token: pool.accessToken({ groups: inGroups, scope: granted }),
    })),
  );
  return { verifier, users: fc.constantFrom(...users) };
};
