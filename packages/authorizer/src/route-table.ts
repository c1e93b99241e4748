import type { UnknownRecord } from '@cognito-guard/core/internal';
import type { ApiRules } from './api-rules.ts';
import { implies } from './implication.ts';
import { type Rules, readList, readRules } from './options.ts';
import { assertNoConflicts } from './route-conflicts.ts';
import { overreachOf, type RoutePattern, reachOf, readPattern, requestsOf, resourcesOf } from './route-pattern.ts';
import { compareSpecificity, takesPrecedence } from './route-precedence.ts';
import { covers, overlaps, type Sequence } from './sequence.ts';

/** A Deny that limits a parameter to one segment. */
interface Closer {
  /** The resources that it denies, after the stage. */
  readonly resources: readonly string[];
  /** Routes with requests in it. Where the token may use one of them, the Deny must be left out. */
  readonly routes: readonly Route[];
}

/** A route, its requirements, and its relations to the other routes. */
export interface Route {
  readonly pattern: RoutePattern;
  readonly rules: Rules;
  readonly requests: Sequence;
  /** The requests that match its resources: see `reachOf`. */
  readonly reach: Sequence;
  readonly resources: readonly string[];
  /** Routes that share requests with this one without documented precedence: an Allow for them may open it. */
  readonly outer: readonly Route[];
  /** Routes whose resources cover those of this one. */
  readonly coveredBy: readonly Route[];
  /** Denies that limit its parameters to one segment each. */
  readonly closers: readonly Closer[];
}

type Unplaced = Omit<Route, 'outer' | 'coveredBy' | 'closers'>;

const readRoute = ([option, given]: readonly [string, UnknownRecord], ttl: number | null): Unplaced => {
  const pattern = readPattern(option, given['method'], given['path']);
  const reach = reachOf(pattern);
  const rules = readRules(option, given, ttl);
  return { pattern, rules, requests: requestsOf(pattern), reach, resources: resourcesOf(reach) };
};

/** Replaces equivalent requirements by one object, which is evaluated once. */
const shared = (routes: readonly Unplaced[]): readonly Unplaced[] => {
  const known: Rules[] = [];
  return routes.map((route) => {
    const { rules } = route;
    const same = known.find(({ given }) => implies(given, rules.given) && implies(rules.given, given));
    if (same === undefined) known.push(rules);
    return { ...route, rules: same ?? rules };
  });
};

const routesIn = (sequence: Sequence, routes: readonly Route[]): readonly Route[] =>
  routes.filter(({ requests }) => overlaps(sequence, requests));

/** One Deny for all methods where it matches no other route's requests: IAM's `*` also spans slashes. */
const closerOf = (own: Sequence, routes: readonly Route[]): Closer => {
  const forAll: Sequence = ['*', ...own.slice(1)];
  const inOwn = routesIn(own, routes);
  const inAll = routesIn(forAll, routes);
  return inAll.length === inOwn.length
    ? { resources: resourcesOf(forAll), routes: inOwn }
    : { resources: resourcesOf(own), routes: inOwn };
};

/**
 * Reads routes, the most specific first.
 *
 * @param option - Their name in messages: `restAuthorizer: routes`.
 * @param given - The option's value.
 * @param allows - Whether requests that match no route are allowed.
 * @param ttl - How long API Gateway caches an answer, in seconds; null where that is unknown.
 * @throws TypeError naming the routes, the conflict and the remedy.
 */
export const readRoutes = (
  option: string,
  given: unknown,
  allows: boolean,
  api: ApiRules,
  ttl: number | null,
): readonly Route[] => {
  const read = shared(readList(option, given, ['method', 'path']).map((one) => readRoute(one, ttl)));
  const sorted = read.toSorted((a, b) => compareSpecificity(a.pattern, b.pattern));
  const routes = sorted.map((route) => ({
    ...route,
    outer: [] as Route[],
    coveredBy: [] as Route[],
    closers: [] as Closer[],
  }));
  const patterns = routes.map(({ pattern }) => pattern);
  for (const [index, route] of routes.entries()) {
    for (const [position, other] of routes.entries()) {
      if (other === route) continue;
      const isShared = overlaps(other.requests, route.requests);
      if (isShared && !takesPrecedence(other.pattern, route.pattern, api, patterns)) route.outer.push(other);
      // Of two with the same resources, `/a/{id}` and `/a/*`, the one with more requests covers the other.
      const isEqual = (): boolean => position < index && covers(route.reach, other.reach);
      if (covers(other.reach, route.reach) && !isEqual()) route.coveredBy.push(other);
    }
    if (!allows) for (const own of overreachOf(route.pattern)) route.closers.push(closerOf(own, routes));
  }
  assertNoConflicts(option, routes, allows, api);
  return routes;
};
