import type { ApiRules } from './api-rules.ts';
import { mayDiffer, quoted } from './route-conflicts.ts';
import { anyMethod, isSamePath, type RoutePattern } from './route-pattern.ts';
import { isMoreSpecific } from './route-precedence.ts';
import type { Route } from './route-table.ts';
import { commonSpellings } from './spelling-guards.ts';

/**
 * Whether `a` has the more specific path and `b` the more specific method. HTTP APIs document the precedence only where
 * a third route has the path of `a` and the method of `b`.
 */
const isAmbiguous = (a: RoutePattern, b: RoutePattern, all: readonly RoutePattern[]): boolean =>
  a.method === anyMethod &&
  b.method !== anyMethod &&
  isMoreSpecific(a, b) &&
  !all.some((other) => other.method === b.method && isSamePath(other, a));

/** Where `ANY /orders/{id}` is stricter than `GET /{proxy+}`, its Deny is correct for both. */
const assertUnambiguous = (option: string, route: Route, routes: readonly Route[]): void => {
  const patterns = routes.map(({ pattern }) => pattern);
  const rival = routes.find((other) => mayDiffer(route, other) && isAmbiguous(route.pattern, other.pattern, patterns));
  if (rival === undefined) return;
  const { method } = rival.pattern;
  throw new TypeError(
    `${option}: ${quoted(route)} and ${quoted(rival)} are ambiguous: HTTP APIs do not document which of them takes ` +
      `${method} requests that fit both. List "${route.pattern.name.replace('*', method)}" too.`,
  );
};

/**
 * The URL standard trims control characters and spaces at the end; `url.parse` of Node.js trims the same characters as
 * `trim`.
 */
const trimmed: readonly string[] = [
  ...Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)),
  ...'\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
  ...'\u2028\u2029\u202f\u205f\u3000\ufeff',
];

/**
 * HTTP APIs do not document whether `ANY /orders/{id}` or `GET /{proxy+}` takes `GET /orders/1`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export const httpRules: ApiRules = {
  // HTTP APIs decode paths: the guards against other spellings of a Deny take 3 KB.
  maxPolicyBytes: 12_288,
  spellings: [...commonSpellings, ...trimmed.map((character) => `*${character}`)],
  isAmbiguous,
  assertUnambiguous,
};
