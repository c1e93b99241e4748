import type { Auth } from '@cognito-guard/core';
import { type Refusal, refusalOf } from './judgement.ts';
import type { Rules } from './options.ts';
import type { Resources } from './policy-document.ts';
import { type ApiKind, everything } from './route-pattern.ts';
import type { Route } from './route-table.ts';
import { guardsFor, withoutTrailingSlash, withTrailingSlash } from './spelling-guards.ts';

/** What one token may do: the same whichever route was asked for, so that it stays right however long it is cached. */
export interface Verdict {
  passes(route: Route): boolean;
  /** One for each set of requirements, undefined where the token meets it. */
  readonly refusals: readonly (Refusal | undefined)[];
}

/** The routes and what becomes of a request that none of them takes. */
export interface PolicyRules {
  /** The most specific first. */
  readonly routes: readonly Route[];
  /** Theirs, each once: what is evaluated on a token. */
  readonly requirements: readonly Rules[];
  readonly default: 'allow' | 'deny';
  readonly api: ApiKind;
}

/** Without those whose resources lie in those of another one of them. */
const uncovered = (routes: ReadonlySet<Route>): readonly Route[] =>
  [...routes].filter(({ coveredBy }) => !coveredBy.some((other) => routes.has(other)));

/**
 * What to allow, and what to deny in so many words: only what lies within something allowed. IAM denies the rest by
 * itself.
 *
 * An Allow reaches beyond its route, because IAM's `*` spans slashes: its closers deny that. Where a closer would take
 * requests of a route that the token passes, the routes in it that the token fails are denied instead.
 */
export const resourcesFor = ({ api, routes, default: fallback }: PolicyRules, { passes }: Verdict): Resources => {
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
  // To spell a slash in another way leads around a closer that keeps the token from another route.
  const keepsOut = used.some((closer) => closer.routes.length > 0);
  return {
    allow: allow.map(withoutTrailingSlash),
    deny: [...deny.flatMap(withTrailingSlash), ...closing],
    guards: isPlain ? [] : guardsFor(api, keepsOut ? [...deny, '/'] : deny),
  };
};

/**
 * Evaluates all routes on a token.
 *
 * @throws What a caller's `check` throws.
 */
export const evaluate = (rules: PolicyRules, auth: Auth): Verdict => {
  const refusals = rules.requirements.map((one) => refusalOf(one, auth));
  return { passes: (route) => refusals[rules.requirements.indexOf(route.rules)] === undefined, refusals };
};
