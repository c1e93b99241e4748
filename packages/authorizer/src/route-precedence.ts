import type { ApiRules } from './api-rules.ts';
import { greedy, parameter } from './route-path.ts';
import { anyMethod, isSamePath, type RoutePattern, requestsOf } from './route-pattern.ts';
import { covers } from './sequence.ts';

/** Whether API Gateway prefers the path of `a`, or for the same path its method. */
export const isMoreSpecific = (a: RoutePattern, b: RoutePattern): boolean =>
  isSamePath(a, b) ? a.method !== anyMethod && b.method === anyMethod : covers(b.segments, a.segments);

/** Whether API Gateway is documented to prefer `a` for every request that matches both. */
export const takesPrecedence = (
  a: RoutePattern,
  b: RoutePattern,
  api: ApiRules,
  all: readonly RoutePattern[],
): boolean => isMoreSpecific(a, b) && !api.isAmbiguous(a, b, all);

const rankOf = (segment: string): number => {
  if (segment === greedy) return 2;
  return segment === parameter ? 1 : 0;
};

/**
 * Orders patterns, the more specific one first: segment by segment from the left, text before a parameter before a
 * greedy one; then the longer path; then a named method before `*`; then alphabetically.
 */
export const compareSpecificity = (a: RoutePattern, b: RoutePattern): number => {
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index];
    if (other === undefined) break;
    const difference = rankOf(segment) - rankOf(other);
    if (difference !== 0) return difference;
  }
  return (
    b.segments.length - a.segments.length ||
    Number(a.method === anyMethod) - Number(b.method === anyMethod) ||
    (requestsOf(a).join('/') < requestsOf(b).join('/') ? -1 : 1)
  );
};
