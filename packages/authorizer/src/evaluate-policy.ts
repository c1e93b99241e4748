import type { Auth } from '@cognito-guard/core';
import type { ApiRules } from './api-rules.ts';
import type { Rules } from './options.ts';
import type { Resources } from './policy-document.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { everything } from './route-pattern.ts';
import type { Route } from './route-table.ts';
import { guardsFor, withoutTrailingSlash, withTrailingSlash } from './spelling-guards.ts';

/**
 * The routes that one token may use. They do not depend on the requested route, so they are correct while they are
 * cached.
 */
export interface Evaluation {
  passes(route: Route): boolean;
  /** One refusal for each set of requirements; undefined where the token meets them. */
  readonly refusals: readonly (Refusal | undefined)[];
}

/** The routes, and the default for requests without a matching route. */
export interface PolicyRules {
  /** The most specific first. */
  readonly routes: readonly Route[];
  /** Their distinct requirements, each evaluated once for a token. */
  readonly requirements: readonly Rules[];
  readonly default: 'allow' | 'deny';
  readonly api: ApiRules;
}

/** Leaves out routes whose resources are covered by those of another route in the set. */
const uncovered = (routes: ReadonlySet<Route>): readonly Route[] =>
  [...routes].filter(({ coveredBy }) => !coveredBy.some((other) => routes.has(other)));

/**
 * Returns the resources to allow, and those to deny explicitly: only resources within an allowed one. IAM denies the rest
 * by default.
 *
 * An Allow matches more than its route, because IAM's `*` spans slashes; its closers deny the difference. Where a closer
 * would deny requests of a route that the token may use, only the routes in it that the token may not use are denied.
 */
export const resourcesFor = ({ api, routes, default: fallback }: PolicyRules, { passes }: Evaluation): Resources => {
  const allowsOthers = fallback === 'allow';
  const passed = new Set(routes.filter(passes));
  const isPassed = (route: Route): boolean => passed.has(route);
  const allowed = uncovered(passed);
  const closers = allowed.flatMap((route) => route.closers);
  const used = closers.filter((closer) => !closer.routes.some(isPassed));
  const opened = new Set(closers.filter((closer) => !used.includes(closer)).flatMap((closer) => closer.routes));
  const denied = new Set(
    routes.filter((route) => !isPassed(route) && (allowsOthers || opened.has(route) || route.outer.some(isPassed))),
  );
  const allow = allowsOthers ? everything : allowed.flatMap(({ resources }) => resources);
  const deny = uncovered(denied).flatMap(({ resources }) => resources);
  const closing = [...new Set(used.flatMap(({ resources }) => resources))];
  const opensAll = everything.every((resource) => allow.includes(resource));
  const isPlain = deny.length + closing.length === 0 && (opensAll || !allow.some((resource) => resource.includes('*')));
  // A client could avoid a closer that protects another route by encoding a slash.
  const keepsOut = used.some((closer) => closer.routes.length > 0);
  return {
    allow: allow.map(withoutTrailingSlash),
    deny: [...deny.flatMap(withTrailingSlash), ...closing],
    guards: isPlain ? [] : guardsFor(api.spellings, keepsOut ? [...deny, '/'] : deny),
  };
};

/**
 * Evaluates the requirements of all routes for a token.
 *
 * @throws Error whose cause is the error of a `check`.
 */
export const evaluatePolicy = (rules: PolicyRules, auth: Auth): Evaluation => {
  const refusals = rules.requirements.map((one) => refusalOf(one, auth));
  return { passes: (route) => refusals[rules.requirements.indexOf(route.rules)] === undefined, refusals };
};
