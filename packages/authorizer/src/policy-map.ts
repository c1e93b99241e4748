import type { Auth } from '@cognito-guard/core';
import { type Refusal, refusalOf } from './judgement.ts';
import type { Rules } from './options.ts';
import { everything, type Resources } from './policy-document.ts';
import { resourcesOf } from './route-pattern.ts';
import type { Route } from './route-table.ts';
import { guardsFor, withoutTrailingSlash, withTrailingSlash } from './spelling-guards.ts';

/** What one token may do: the same whichever route was asked for, so that it stays right however long it is cached. */
export interface Verdict {
  readonly resources: Resources;
  /** One for each set of requirements that the token does not meet. */
  readonly refusals: readonly Refusal[];
}

/** Without those that lie in another one of them. */
const resourcesOfAll = (routes: readonly Route[]): readonly string[] => {
  const all = new Set(routes);
  return routes
    .filter(({ coveredBy }) => !coveredBy.some((other) => all.has(other)))
    .flatMap(({ pattern }) => resourcesOf(pattern));
};

/** The routes and what becomes of a request that none of them takes. */
export interface PolicyRules {
  /** The most specific first. */
  readonly routes: readonly Route[];
  readonly default: 'allow' | 'deny';
}

/**
 * What to allow, and what to deny in so many words: only what lies within something allowed. IAM denies the rest by
 * itself.
 *
 * @param passed - Routes whose requirements the token meets.
 */
const resourcesFor = ({ routes, default: fallback }: PolicyRules, passed: ReadonlySet<Route>): Resources => {
  const allowsOthers = fallback === 'allow';
  const allow = allowsOthers ? everything : resourcesOfAll(routes.filter((route) => passed.has(route)));
  const denied = resourcesOfAll(
    routes.filter((route) => !passed.has(route) && (allowsOthers || route.broader.some((other) => passed.has(other)))),
  );
  const allowsAll = allow.includes('*');
  const needsGuards = denied.length > 0 || (!allowsAll && allow.some((resource) => resource.includes('*')));
  return {
    allow: allowsAll ? everything : allow.map(withoutTrailingSlash),
    deny: [...denied.flatMap(withTrailingSlash), ...(needsGuards ? guardsFor(denied) : [])],
  };
};

/**
 * Evaluates all routes on a token.
 *
 * @throws What a caller's `check` throws.
 */
export const judge = (rules: PolicyRules, auth: Auth): Verdict => {
  const refusals = new Map<Rules, Refusal | undefined>();
  for (const { rules: one } of rules.routes) if (!refusals.has(one)) refusals.set(one, refusalOf(one, auth));
  const passed = new Set(rules.routes.filter((route) => refusals.get(route.rules) === undefined));
  return {
    resources: resourcesFor(rules, passed),
    refusals: [...refusals.values()].filter((refusal) => refusal !== undefined),
  };
};
