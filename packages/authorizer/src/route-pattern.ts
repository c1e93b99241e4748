import { fail } from '@cognito-guard/core/http';
import { parameterForm, readPath, segmentsOf, wildcard } from './route-path.ts';

/** The methods that an API Gateway route can have. `*` stands for all of them. */
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** A route's method. */
export type RouteMethod = (typeof methods)[number] | '*';

/** A route's method and path, compiled. */
export interface RoutePattern {
  readonly method: RouteMethod;
  /** The path's segments; `*` for a wildcard, which is one or more segments. */
  readonly segments: readonly string[];
  /** The same as API Gateway routes it: a parameter is one segment, {@link oneSegment}. */
  readonly routed: readonly string[];
  /** As messages name it: `GET /orders/*`. */
  readonly name: string;
}

/** One segment exactly, as `{id}` is to API Gateway; to IAM, it is a wildcard. */
const oneSegment = '{}';

const routedSegmentsOf = (path: string): readonly string[] =>
  segmentsOf(path).map((segment) =>
    parameterForm.test(segment) ? (segment.endsWith('+}') ? wildcard : oneSegment) : segment,
  );

const isMethod = (given: unknown): given is RouteMethod =>
  given === wildcard || (methods as readonly unknown[]).includes(given);

/** What somebody meant who wrote no method that there is. */
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
  const segments = readPath(`${option}.path`, path);
  return { method, segments, routed: routedSegmentsOf(String(path)), name: `${method} ${path}` };
};

/**
 * @param routeKey - The route of an HTTP API that a request took: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`.
 * @returns The requests that can have taken it; undefined where it is no route key.
 */
export const readRouteKey = (routeKey: string): RoutePattern | undefined => {
  if (routeKey === '$default') return { method: wildcard, segments: [wildcard], routed: [wildcard], name: routeKey };
  const [, given, path = ''] = /^([A-Z]+) (\/.*)$/.exec(routeKey) ?? [];
  const method = given === 'ANY' ? wildcard : given;
  if (!isMethod(method)) return undefined;
  const routed = routedSegmentsOf(path);
  return { method, segments: routed, routed, name: routeKey };
};

/**
 * Orders patterns, the more specific one first, as API Gateway does: paths before methods; segment by segment from the
 * left, literal text before a wildcard; then the longer path; then a named method before `*`.
 */
export const compareSpecificity = (a: RoutePattern, b: RoutePattern): number => {
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index];
    if (other === undefined) break;
    const difference = Number(segment === wildcard) - Number(other === wildcard);
    if (difference !== 0) return difference;
  }
  return b.segments.length - a.segments.length || Number(a.method === wildcard) - Number(b.method === wildcard);
};

/**
 * Walks two paths at once: which beginnings of `narrow` can be the same text as what of `wide` was read so far? A
 * wildcard goes on for as long as it likes, on either side where `both`.
 */
const canMatch = (wide: readonly string[], narrow: readonly string[], both: boolean): boolean => {
  let reached: readonly boolean[] = [true];
  for (const segment of wide) {
    const next = [false];
    narrow.forEach((other, index) => {
      const fits =
        segment === other ||
        segment === wildcard ||
        segment === oneSegment ||
        (both && (other === wildcard || other === oneSegment));
      const goesOn = (segment === wildcard && next[index]) || (both && other === wildcard && reached[index + 1]);
      next.push(fits && (reached[index] || goesOn) === true);
    });
    if (!next.includes(true)) return false;
    reached = next;
  }
  return reached[narrow.length] === true;
};

/** Whether some request fits both. */
export const overlaps = (a: RoutePattern, b: RoutePattern): boolean =>
  (a.method === b.method || a.method === wildcard || b.method === wildcard) && canMatch(a.segments, b.segments, true);

/** Whether every request that fits `narrow` fits `wide`. */
export const covers = (wide: RoutePattern, narrow: RoutePattern): boolean =>
  (wide.method === narrow.method || wide.method === wildcard) && canMatch(wide.segments, narrow.segments, false);

/**
 * Whether `taker` takes requests that API Gateway routes to `pattern` alone: its parameters span slashes, because IAM has
 * no other.
 */
export const spansInto = (taker: RoutePattern, pattern: RoutePattern): boolean =>
  canMatch(taker.segments, pattern.routed, true) && !canMatch(taker.routed, pattern.routed, true);

export const isSamePath = (a: RoutePattern, b: RoutePattern): boolean => a.segments.join('/') === b.segments.join('/');

/** A pattern for each of the methods that a pattern names. */
export const byMethod = (pattern: RoutePattern): readonly RoutePattern[] =>
  pattern.method === wildcard ? methods.map((method) => ({ ...pattern, method })) : [pattern];

/** What a subtree stands below: `/admin` for `/admin/*` and `/admin/{proxy+}`, which do not take it. */
export const rootOf = (pattern: RoutePattern): RoutePattern | undefined => {
  const { segments, name } = pattern;
  const [, root] = /^(.+)\/(?:\*|\{[^/]+\+\})$/.exec(name) ?? [];
  return root === undefined || segments.length < 2
    ? undefined
    : { ...pattern, segments: segments.slice(0, -1), routed: pattern.routed.slice(0, -1), name: root };
};

/**
 * What an IAM policy names the pattern's requests by, behind the stage: `GET/orders/*`. IAM's `*` is any text, slashes
 * too: `*` for a method would let `GET/x/orders` be `*` + `/orders`. So each method stands by itself, unless the path
 * starts with a wildcard, which takes up that text anyway.
 */
export const resourcesOf = (pattern: RoutePattern): readonly string[] => {
  const { method, segments } = pattern;
  const path = segments.join('/');
  if (method !== wildcard) return [`${method}/${path}`];
  if (path === wildcard) return [wildcard];
  return segments[0] === wildcard ? [`*/${path}`] : methods.map((name) => `${name}/${path}`);
};
