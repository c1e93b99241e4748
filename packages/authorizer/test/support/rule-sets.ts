/** Random rules, tokens and requests, from few words, so that they match each other. */
import { httpAuthorizer, type RouteMethod, type RouteRule, restAuthorizer } from '@cognito-guard/authorizer';
import { createVerifier, type Verifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import fc from 'fast-check';
import { type Authorizer, authorizerEvent, type Visit } from './gateway-model.ts';
import type { ApiKind, Fallback, Grants } from './oracle.ts';

const groups = ['staff', 'admins'];
const scopes = ['api/read', 'api/write'];
const some = (words: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...words], { minLength: 1 });

const requirements = fc.oneof(
  fc.constant({}),
  some(groups).map((anyGroup) => ({ anyGroup })),
  some(scopes).map((allScopes) => ({ allScopes })),
  fc.record({ anyScope: some(scopes), allGroups: some(groups) }),
);

const seven = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;
const method = fc.oneof(
  fc.constantFrom<RouteMethod>('GET', 'GET', 'POST', '*', '*'),
  fc.constantFrom<RouteMethod>(...seven),
);
const rulePath = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '{id}'), { maxLength: 3 }),
    fc.constantFrom('a', 'b', '{id}', '{proxy+}', '*'),
  )
  .map(([segments, last]) => `/${[...segments, last].join('/')}`);

const rule: fc.Arbitrary<RouteRule> = fc
  .tuple(method, rulePath, requirements)
  .map(([method, path, demands]) => ({ method, path, ...demands }));

/** Subtrees with their roots: without its root, a closed subtree within an open one is refused. */
const withRoots = (rules: readonly RouteRule[]): readonly RouteRule[] => {
  const roots = rules.flatMap((one) => {
    const [, root] = /^(.+)\/(?:\*|\{proxy\+\})$/.exec(one.path) ?? [];
    return root === undefined ? [] : [{ ...one, path: root }];
  });
  const keyOf = ({ method, path }: RouteRule): string => `${method} ${path.replace('{proxy+}', '*')}`;
  return [...new Map([...roots, ...rules].map((one) => [keyOf(one), one])).values()];
};

/** Makes an authorizer of either kind. */
export const makeAuthorizer = (
  verifier: Verifier,
  api: ApiKind,
  options: { readonly routes: readonly RouteRule[]; readonly default?: Fallback; readonly maxPolicyBytes?: number },
): Authorizer => {
  const handler = api === 'REST' ? restAuthorizer(verifier, options) : httpAuthorizer(verifier, options);
  return async (token, visit) => (await handler(authorizerEvent(api, token, visit))).policyDocument;
};

/** A rule set that can be constructed, and its authorizer. */
export interface RuleSet {
  readonly api: ApiKind;
  readonly routes: readonly RouteRule[];
  readonly fallback: Fallback;
  readonly authorizer: Authorizer;
}

export const ruleSets = (verifier: Verifier): fc.Arbitrary<RuleSet> =>
  fc
    .tuple(
      fc.constantFrom<ApiKind>('REST', 'HTTP'),
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.constantFrom<Fallback>('deny', 'deny', 'deny', 'allow'),
    )
    .map(([api, rules, fallback]) => {
      const routes = withRoots(rules);
      try {
        const authorizer = makeAuthorizer(verifier, api, { routes, default: fallback, maxPolicyBytes: 2 ** 16 });
        return { api, routes, fallback, authorizer };
      } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
      }
    })
    .filter((set) => set !== undefined);

/**
 * Requests to the rules' words, to words that no rule has, and to deeper paths; sometimes with a method that no route
 * has.
 */
export const visits: fc.Arbitrary<Visit> = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('GET', 'POST') },
    { weight: 2, arbitrary: fc.constantFrom(...seven) },
    fc.constantFrom('TRACE', 'get', 'CONNECT', 'PROPFIND'),
  ),
  path: fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 })
    .map((segments) => `/${segments.join('/')}`),
});

/** A user with an access token. */
export interface User extends Grants {
  readonly token: string;
}

/** A verifier, and one user for each set of groups and scopes. */
export const createWorld = async (): Promise<{
  readonly verifier: Verifier<'access'>;
  readonly everyone: readonly User[];
  readonly users: fc.Arbitrary<User>;
}> => {
  const pool = await createTestPool();
  const verifier = createVerifier({ ...pool.options, tokenUse: 'access' });
  const subsets = (words: readonly string[]): string[][] => [[], ...words.map((word) => [word]), [...words]];
  const everyone = subsets(groups).flatMap((inGroups) =>
    subsets(scopes).map((granted) => ({
      groups: inGroups,
      scopes: granted,
      token: pool.accessToken({ groups: inGroups, scope: granted }),
    })),
  );
  return { verifier, everyone, users: fc.constantFrom(...everyone) };
};
