import { fail } from '@cognito-guard/core/http';

/** The methods that an API Gateway route can have. `*` stands for all of them. */
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** A route's method. */
export type RouteMethod = (typeof methods)[number] | '*';

/** A route's method and path, compiled. */
export interface RoutePattern {
  readonly method: RouteMethod;
  /** The path's segments; `*` for a wildcard, which is one or more segments. */
  readonly segments: readonly string[];
  /** As messages name it: `GET /orders/*`. */
  readonly name: string;
}

const wildcard = '*';

/** One segment exactly, as in a route key of API Gateway; {@link readRouteKey} alone makes these. */
const oneSegment = '{}';

const isMethod = (given: unknown): given is RouteMethod =>
  given === wildcard || (methods as readonly unknown[]).includes(given);

/** RFC 3986 §3.3: what a segment may hold without encoding, but `*`, which is the wildcard. */
const literalForm = /^[\w.~!$&'()+,;=:@-]+$/;
const parameterForm = /^\{[\w.-]+\+?\}$/;

const segmentsOf = (path: string): readonly string[] => path.slice(1).split('/');

const pathRule =
  "a path such as '/orders/{id}' or '/admin/*': it starts with '/', and each segment is literal text without encoded " +
  "characters, '*', '{name}' or '{name+}'";

const readSegments = (option: string, path: unknown): readonly string[] => {
  if (typeof path !== 'string' || !path.startsWith('/')) return fail(option, path, pathRule);
  if (path === '/') return [''];
  return segmentsOf(path).map((segment) => {
    if (segment === wildcard || parameterForm.test(segment)) return wildcard;
    return literalForm.test(segment) && !/^\.\.?$/.test(segment) ? segment : fail(option, path, pathRule);
  });
};

/**
 * @param option - The route as messages name it: `restAuthorizer: routes[0]`.
 * @param method - What the caller gave.
 * @param path - What the caller gave.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readPattern = (option: string, method: unknown, path: unknown): RoutePattern => {
  if (!isMethod(method))
    return fail(`${option}.method`, method, `one of ${methods.join(', ')}, or '*' for all of them`);
  const segments = readSegments(`${option}.path`, path);
  return { method, segments, name: `${method} ${path}` };
};

/**
 * @param routeKey - The route of an HTTP API that a request took: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`.
 * @returns The requests that can have taken it; undefined where it is no route key.
 */
export const readRouteKey = (routeKey: string): RoutePattern | undefined => {
  if (routeKey === '$default') return { method: wildcard, segments: [wildcard], name: routeKey };
  const [, given, path = ''] = /^([A-Z]+) (\/.*)$/.exec(routeKey) ?? [];
  const method = given === 'ANY' ? wildcard : given;
  if (!isMethod(method)) return undefined;
  const segments = segmentsOf(path).map((segment) =>
    parameterForm.test(segment) ? (segment.endsWith('+}') ? wildcard : oneSegment) : segment,
  );
  return { method, segments, name: routeKey };
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

/** The methods that a pattern names. */
export const methodsOf = ({ method }: RoutePattern): readonly RouteMethod[] =>
  method === wildcard ? methods : [method];

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
