import { fail } from '@cognito-guard/core/http';
import { greedy, parameter, readPath, segmentsOf } from './route-path.ts';

/**
 * The methods that an API Gateway route can have, which are also those that `ANY` takes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** All methods, as the rules write it. */
const anyMethod = '*';

/** A route's method. */
export type RouteMethod = (typeof methods)[number] | '*';

/** A route's method and path, compiled. */
export interface RoutePattern {
  readonly method: RouteMethod;
  /** The path's segments; `{}` for a parameter, `*` for a greedy one. */
  readonly segments: readonly string[];
  /** As messages name it: `GET /orders/{id}`. */
  readonly name: string;
}

const isMethod = (given: unknown): given is RouteMethod =>
  given === anyMethod || (methods as readonly unknown[]).includes(given);

/** The method that the caller probably meant. */
const methodHint = (given: unknown): string => {
  const upper = String(given).toUpperCase();
  if (upper === 'ANY') return ` (write '*' for ${given})`;
  return isMethod(upper) ? ` (did you mean "${upper}"?)` : '';
};

/**
 * @param option - The route as messages name it: `restAuthorizer: routes[0]`.
 * @param method - What the caller gave.
 * @param path - What the caller gave.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readPattern = (option: string, method: unknown, path: unknown): RoutePattern => {
  if (!isMethod(method)) {
    const expected = `one of ${methods.join(', ')}, or '*' for all of them${methodHint(method)}`;
    return fail(`${option}.method`, method, expected);
  }
  return { method, segments: readPath(`${option}.path`, path), name: `${method} ${path}` };
};

/**
 * @param routeKey - The route of an HTTP API that a request took: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`.
 * @returns The requests that can have taken it; undefined where it is no route key.
 */
export const readRouteKey = (routeKey: string): RoutePattern | undefined => {
  if (routeKey === '$default') return { method: anyMethod, segments: [greedy], name: routeKey };
  const [, given, path = ''] = /^([A-Z]+) (\/.*)$/.exec(routeKey) ?? [];
  const method = given === 'ANY' ? anyMethod : given;
  return isMethod(method) ? { method, segments: segmentsOf(path), name: routeKey } : undefined;
};

/** A method and segments, the method being one of them. Of requests (`{}` is one segment) or of text (`*` alone). */
export type Sequence = readonly string[];

const methodOf = ({ method }: RoutePattern): string => (method === anyMethod ? parameter : method);

/** The requests that API Gateway routes by a pattern, other routes aside: a parameter is one segment. */
export const requestsOf = (pattern: RoutePattern): Sequence => [methodOf(pattern), ...pattern.segments];

const asText = (segment: string): string => (segment === parameter ? greedy : segment);

/** The requests that IAM takes for a pattern's resources: its `*` is any text, so a parameter spans slashes, too. */
export const reachOf = (pattern: RoutePattern): Sequence => [methodOf(pattern), ...pattern.segments.map(asText)];

/** What a pattern's resources reach beyond its requests: for each parameter, those in which it spans several segments. */
export const overreachOf = (pattern: RoutePattern): readonly Sequence[] => {
  const sequences = pattern.segments.flatMap((segment, index) =>
    segment === parameter ? [pattern.segments.toSpliced(index, 0, greedy).map(asText)] : [],
  );
  const distinct = new Map(sequences.map((path) => [path.join('/'), path]));
  return [...distinct.values()].map((path) => [methodOf(pattern), ...path]);
};

const isWildcard = (segment: string): boolean => segment === greedy || segment === parameter;

/**
 * Walks two sequences at once.
 *
 * @param wide - What may be the same text as `narrow`, segment for segment.
 */
const walk = (wide: Sequence, narrow: Sequence, isOverlap: boolean): boolean => {
  // Which beginnings of `narrow` can be what of `wide` was read so far.
  let reached: readonly boolean[] = [true];
  for (const segment of wide) {
    const next = [false];
    let isStuck = true;
    for (const [index, other] of narrow.entries()) {
      const fits =
        segment === other ||
        segment === greedy ||
        (segment === parameter && (isOverlap || other !== greedy)) ||
        (isOverlap && isWildcard(other));
      const goesOn = (segment === greedy && next[index]) || (isOverlap && other === greedy && reached[index + 1]);
      const isReached = fits && (reached[index] || goesOn) === true;
      if (isReached) isStuck = false;
      next.push(isReached);
    }
    if (isStuck) return false;
    reached = next;
  }
  return reached[narrow.length] === true;
};

/** Whether one is too short, or another word stands in front of the first wildcard that spans slashes. */
const isDisjoint = (a: Sequence, b: Sequence): boolean => {
  const [start, end] = [a.indexOf(greedy), b.indexOf(greedy)];
  if ((start < 0 && a.length < b.length) || (end < 0 && b.length < a.length)) return true;
  const aligned = Math.min(start < 0 ? a.length : start, end < 0 ? b.length : end);
  for (let index = 0; index < aligned; index += 1) {
    if (a[index] !== b[index] && a[index] !== parameter && b[index] !== parameter) return true;
  }
  return false;
};

/** Whether a request is in both. */
export const overlaps = (a: Sequence, b: Sequence): boolean => !isDisjoint(a, b) && walk(a, b, true);

/** Whether every request of `narrow` is in `wide`. May be false where only both sides together show it. */
export const covers = (wide: Sequence, narrow: Sequence): boolean =>
  !isDisjoint(wide, narrow) && walk(wide, narrow, false);

export const isSamePath = (a: RoutePattern, b: RoutePattern): boolean => a.segments.join('/') === b.segments.join('/');

/**
 * A kind of API. REST APIs choose the more specific path, then the method. HTTP APIs do not document whether
 * `ANY /orders/{id}` or `GET /{proxy+}` takes `GET /orders/1`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export type ApiKind = 'REST' | 'HTTP';

/** Whether API Gateway prefers the path of `a`, or for the same path its method. */
const isMoreSpecific = (a: RoutePattern, b: RoutePattern): boolean =>
  isSamePath(a, b) ? a.method !== anyMethod && b.method === anyMethod : covers(b.segments, a.segments);

/**
 * Whether the path speaks for `a` and the method for `b`. On HTTP APIs, that is settled only where the requests of both
 * have a route of their own.
 *
 * @param all - All routes of the API.
 */
export const isAmbiguous = (a: RoutePattern, b: RoutePattern, api: ApiKind, all: readonly RoutePattern[]): boolean =>
  api === 'HTTP' &&
  a.method === anyMethod &&
  b.method !== anyMethod &&
  isMoreSpecific(a, b) &&
  !all.some((other) => other.method === b.method && isSamePath(other, a));

/** Whether API Gateway prefers `a` wherever it and `b` both fit, as far as that is known. */
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
 * greedy one; then the longer path; then a named method before `*`; then by the alphabet.
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

/** A pattern for each of the methods that a pattern names. */
export const byMethod = (pattern: RoutePattern): readonly RoutePattern[] =>
  pattern.method === anyMethod ? methods.map((method) => ({ ...pattern, method })) : [pattern];

/** What a subtree stands below: `/admin` for `/admin/*` and `/admin/{proxy+}`, which do not take it. */
export const rootOf = (pattern: RoutePattern): RoutePattern | undefined => {
  const { segments, name } = pattern;
  if (segments.length < 2 || segments.at(-1) !== greedy) return undefined;
  return { ...pattern, segments: segments.slice(0, -1), name: name.slice(0, name.lastIndexOf('/')) };
};

/**
 * What an IAM policy names a sequence by, behind the stage: `GET/orders/*`. IAM's `*` is any text, slashes too: `*` for
 * a method would let `GET/x/orders` be `*` + `/orders`, and `TRACE` be one. So each method stands by itself.
 */
export const resourcesOf = ([method = '', ...path]: Sequence): readonly string[] =>
  (method === parameter ? methods : [method]).map((name) => [name, ...path].join('/'));

/** Every method and path. */
export const everything: readonly string[] = resourcesOf([parameter, greedy]);
