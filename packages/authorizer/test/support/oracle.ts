/**
 * How API Gateway routes, by its documentation, segment by segment: text, then `{parameter}`, then `{proxy+}`. It does
 * not use IAM's patterns.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
import type { RouteRule } from '@cognito-guard/authorizer';
import type { Visit } from './gateway-model.ts';

/** The grants of a token. */
export interface Grants {
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
}

export type Fallback = 'allow' | 'deny';

export type ApiKind = 'REST' | 'HTTP';

const split = (path: string): readonly string[] => path.split('/').slice(1);

const isGreedy = (segment: string | undefined): boolean => segment === '*' || segment?.endsWith('+}') === true;

/** The rank of a route segment that matches a request segment. Lower is more specific. */
const kindOf = (segment: string): 'text' | 'parameter' | 'greedy' => {
  if (isGreedy(segment)) return 'greedy';
  return segment.startsWith('{') ? 'parameter' : 'text';
};

const fits = (template: readonly string[], path: readonly string[]): boolean => {
  const [first, ...rest] = template;
  if (first === undefined) return path.length === 0;
  const [segment, ...others] = path;
  if (segment === undefined) return false;
  if (isGreedy(first)) return true;
  return (kindOf(first) === 'parameter' || first === segment) && fits(rest, others);
};

/** One digit for each segment; less is more specific. */
const rankOf = ({ path }: RouteRule): string =>
  split(path)
    .map((segment) => ['text', 'parameter', 'greedy'].indexOf(kindOf(segment)))
    .join('');

const byPath = (a: RouteRule, b: RouteRule): number => (rankOf(a) < rankOf(b) ? -1 : Number(rankOf(a) > rankOf(b)));
const byMethod = (a: RouteRule, b: RouteRule): number => Number(a.method === '*') - Number(b.method === '*');
/** HTTP APIs: a route without a greedy variable precedes others, whatever its first segments. */
const byGreed = (a: RouteRule, b: RouteRule): number =>
  Number(isGreedy(split(a.path).at(-1))) - Number(isGreedy(split(b.path).at(-1)));

type Order = (a: RouteRule, b: RouteRule) => number;
const inOrder =
  (...orders: readonly Order[]): Order =>
  (a, b) =>
    orders.map((order) => order(a, b)).find((difference) => difference !== 0) ?? 0;

/**
 * The readings of the documentation. REST APIs find a resource, then its method; for HTTP APIs, the order of the two is
 * undocumented.
 */
const readings: Readonly<Record<ApiKind, readonly Order[]>> = {
  REST: [inOrder(byPath, byMethod), inOrder(byGreed, byPath, byMethod)],
  HTTP: [
    inOrder(byGreed, byPath, byMethod),
    inOrder(byGreed, byMethod, byPath),
    inOrder(byMethod, byGreed, byPath),
    inOrder(byPath, byMethod),
    inOrder(byMethod, byPath),
  ],
};

/** The route that receives a request, by each reading; none where no route matches. */
const routesFor = (api: ApiKind, routes: readonly RouteRule[], visit: Visit): readonly RouteRule[] => {
  const path = split(visit.path);
  const candidates = routes.filter(
    (route) => (route.method === '*' || route.method === visit.method) && fits(split(route.path), path),
  );
  return [...new Set(readings[api].flatMap((order) => candidates.toSorted(order).slice(0, 1)))];
};

export const meets = ({ groups, scopes }: Grants, rule: RouteRule): boolean =>
  (rule.allScopes ?? []).every((scope) => scopes.includes(scope)) &&
  (rule.anyScope === undefined || rule.anyScope.some((scope) => scopes.includes(scope))) &&
  (rule.allGroups ?? []).every((group) => groups.includes(group)) &&
  (rule.anyGroup === undefined || rule.anyGroup.some((group) => groups.includes(group)));

/**
 * The README's exception. A closed route with a parameter also closes deeper paths. An open one, where the token may
 * use a deeper route, opens the deeper paths without a route.
 */
const spans = (route: RouteRule, visit: Visit): boolean => {
  const segments = split(route.path);
  if (!segments.some((segment) => kindOf(segment) === 'parameter')) return false;
  const form = segments.map((segment) => (kindOf(segment) === 'text' ? segment : '.+')).join('/');
  return (route.method === '*' || route.method === visit.method) && new RegExp(`^/${form}$`).test(visit.path);
};

/** The methods that API Gateway's ANY includes. */
const routable = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/**
 * The permitted decisions of a policy about a request: `'either'` where the README says that IAM cannot distinguish it
 * from another one.
 */
export type Expectation = 'allowed' | 'denied' | 'either';

/** @returns The permitted decisions of a policy about the request, for the token's grants. */
export const expectationOf = (
  api: ApiKind,
  routes: readonly RouteRule[],
  fallback: Fallback,
  visit: Visit,
): ((grants: Grants) => Expectation) => {
  if (!routable.includes(visit.method)) return () => 'denied';
  const takers = routesFor(api, routes, visit);
  const blurring = routes.filter((route) => !takers.includes(route) && spans(route, visit));
  const isRouted = takers.length > 0 || fallback === 'allow';
  return (grants) => {
    if (!takers.every((route) => meets(grants, route))) return 'denied';
    if (blurring.some((route) => meets(grants, route) !== isRouted)) return 'either';
    return isRouted ? 'allowed' : 'denied';
  };
};
