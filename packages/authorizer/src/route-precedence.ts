import { greedy, parameter } from './route-path.ts';
import { anyMethod, isSamePath, type RoutePattern, requestsOf } from './route-pattern.ts';
import { covers } from './sequence.ts';

/**
 * A kind of API. REST APIs prefer the more specific path, then the method. HTTP APIs do not document whether
 * `ANY /orders/{id}` or `GET /{proxy+}` takes `GET /orders/1`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export type ApiKind = 'REST' | 'HTTP';

/** Whether API Gateway prefers the path of `a`, or for the same path its method. */
const isMoreSpecific = (a: RoutePattern, b: RoutePattern): boolean =>
  isSamePath(a, b) ? a.method !== anyMethod && b.method === anyMethod : covers(b.segments, a.segments);

/**
 * Whether `a` has the more specific path and `b` the more specific method. HTTP APIs document the precedence only where
 * a third route has the path of `a` and the method of `b`.
 *
 * @param all - All routes of the API.
 */
export const isAmbiguous = (a: RoutePattern, b: RoutePattern, api: ApiKind, all: readonly RoutePattern[]): boolean =>
  api === 'HTTP' &&
  a.method === anyMethod &&
  b.method !== anyMethod &&
  isMoreSpecific(a, b) &&
  !all.some((other) => other.method === b.method && isSamePath(other, a));

/** Whether API Gateway is documented to prefer `a` for every request that matches both. */
export const takesPrecedence = (
  a: RoutePattern,
  b: RoutePattern,
  api: ApiKind,
  all: readonly RoutePattern[],
): boolean => isMoreSpecific(a, b) && !isAmbiguous(a, b, api, all);

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
