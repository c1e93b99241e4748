import { fail } from '@cognito-guard/core/internal';
import { greedy, parameter, readPath, segmentsOf } from './route-path.ts';
import type { Sequence } from './sequence.ts';

/**
 * The methods of an API Gateway route. `ANY` includes all of them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** All methods, as routes spell it. */
export const anyMethod = '*';

/** A route's method. */
export type RouteMethod = (typeof methods)[number] | '*';

/** A route's method and path, compiled. */
export interface RoutePattern {
  readonly method: RouteMethod;
  /** The path's segments; `{}` for a parameter, `*` for a greedy one. */
  readonly segments: readonly string[];
  /** For messages: `GET /orders/{id}`. */
  readonly name: string;
}

const isMethod = (given: unknown): given is RouteMethod =>
  given === anyMethod || (methods as readonly unknown[]).includes(given);

/** A hint at the method that was probably intended. */
const methodHint = (given: unknown): string => {
  const upper = String(given).toUpperCase();
  if (upper === 'ANY') return ` (write '*' for ${given})`;
  return isMethod(upper) ? ` (did you mean "${upper}"?)` : '';
};

/**
 * @param option - The route's name in messages: `restAuthorizer: routes[0]`.
 * @param method - The option's value.
 * @param path - The option's value.
 * @throws TypeError where the method or the path is invalid.
 */
export const readPattern = (option: string, method: unknown, path: unknown): RoutePattern => {
  if (!isMethod(method)) {
    const expected = `one of ${methods.join(', ')}, or '*' for all of them${methodHint(method)}`;
    return fail(`${option}.method`, method, expected);
  }
  return { method, segments: readPath(`${option}.path`, path), name: `${method} ${path}` };
};

const routeKeyPattern = /^([A-Z]+) (\/.*)$/;

/**
 * @param routeKey - A route key of an HTTP API: `GET /orders/{id}`, `ANY /{proxy+}`, `$default`.
 * @returns Its pattern; undefined where it is not a route key.
 */
export const readRouteKey = (routeKey: string): RoutePattern | undefined => {
  if (routeKey === '$default') return { method: anyMethod, segments: [greedy], name: routeKey };
  const [, given, path = ''] = routeKeyPattern.exec(routeKey) ?? [];
  const method = given === 'ANY' ? anyMethod : given;
  return isMethod(method) ? { method, segments: segmentsOf(path), name: routeKey } : undefined;
};

const methodOf = ({ method }: RoutePattern): string => (method === anyMethod ? parameter : method);

/** The requests that match a pattern, regardless of other routes: a parameter matches one segment. */
export const requestsOf = (pattern: RoutePattern): Sequence => [methodOf(pattern), ...pattern.segments];

const asText = (segment: string): string => (segment === parameter ? greedy : segment);

/** The requests that match a pattern's IAM resources: IAM's `*` matches any text, so a parameter also spans slashes. */
export const reachOf = (pattern: RoutePattern): Sequence => [methodOf(pattern), ...pattern.segments.map(asText)];

/** The requests in a pattern's reach that do not match it: for each parameter, those where it spans several segments. */
export const overreachOf = (pattern: RoutePattern): readonly Sequence[] => {
  const sequences = pattern.segments.flatMap((segment, index) =>
    segment === parameter ? [pattern.segments.toSpliced(index, 0, greedy).map(asText)] : [],
  );
  const distinct = new Map(sequences.map((path) => [path.join('/'), path]));
  return [...distinct.values()].map((path) => [methodOf(pattern), ...path]);
};

export const isSamePath = (a: RoutePattern, b: RoutePattern): boolean => a.segments.join('/') === b.segments.join('/');

/** Returns one pattern for each method that a pattern includes. */
export const byMethod = (pattern: RoutePattern): readonly RoutePattern[] =>
  pattern.method === anyMethod ? methods.map((method) => ({ ...pattern, method })) : [pattern];

/** The root of a subtree: `/admin` for `/admin/*` and `/admin/{proxy+}`, which do not include it. */
export const rootOf = (pattern: RoutePattern): RoutePattern | undefined => {
  const { segments, name } = pattern;
  if (segments.length < 2 || segments.at(-1) !== greedy) return undefined;
  return { ...pattern, segments: segments.slice(0, -1), name: name.slice(0, name.lastIndexOf('/')) };
};

/**
 * The IAM resources of a sequence, after the stage: `GET/orders/*`. IAM's `*` matches any text, slashes included: `*` as
 * the method would match `GET/x/orders` for `/orders`, and also `TRACE`. So each method has a resource of its own.
 */
export const resourcesOf = ([method = '', ...path]: Sequence): readonly string[] =>
  (method === parameter ? methods : [method]).map((name) => [name, ...path].join('/'));

/** Every method and path. */
export const everything: readonly string[] = resourcesOf([parameter, greedy]);
