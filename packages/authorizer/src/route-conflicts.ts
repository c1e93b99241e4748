import type { ApiRules } from './api-rules.ts';
import { implies } from './implication.ts';
import { byMethod, isSamePath, requestsOf, rootOf } from './route-pattern.ts';
import type { Route } from './route-table.ts';
import { covers, overlaps } from './sequence.ts';

/** A route as messages name it. */
export const quoted = ({ pattern }: Route): string => `"${pattern.name}"`;

/** Whether some token meets the requirements of one route and not those of another. */
export const mayDiffer = (passed: Route, failed: Route): boolean =>
  passed.rules !== failed.rules && !implies(passed.rules.given, failed.rules.given);

/**
 * `GET /orders/{id}` and `GET /orders/{name}` match the same requests.
 *
 * @param twin - The next route in order.
 */
const assertDistinct = (option: string, route: Route, twin: Route | undefined): void => {
  if (twin === undefined || twin.requests.join('/') !== route.requests.join('/')) return;
  throw new TypeError(
    `${option} names the same requests twice: ${quoted(twin)} and ${quoted(route)}. The name of a parameter makes no ` +
      "difference, and '*' at the end is '{proxy+}'.",
  );
};

/**
 * A Deny matches the whole reach of a route, and overrides every Allow. It may match some requests of a wider route that
 * contains the denied one, but neither all of them nor those of a route that takes precedence.
 *
 * @returns A route that a Deny for `failed` would close to tokens that may use it.
 */
const closedBy = (failed: Route, routes: readonly Route[]): Route | undefined =>
  routes.find(
    (other) =>
      other !== failed &&
      mayDiffer(other, failed) &&
      overlaps(failed.reach, other.requests) &&
      (!failed.outer.includes(other) || covers(failed.reach, other.requests)),
  );

/** With `/*` for all, `/a/*` for admins and `/a/b` for all, the Deny for `/a/*` would also close `/a/b`. */
const assertDenyIsExact = (option: string, failed: Route, routes: readonly Route[], allows: boolean): void => {
  const outer = failed.outer.find((other) => mayDiffer(other, failed));
  if (outer === undefined && !allows) return;
  const closed = closedBy(failed, routes);
  if (closed === undefined) return;
  const by = outer === undefined ? "default: 'allow'" : quoted(outer);
  throw new TypeError(
    `${option}: a token may pass ${by}, fail ${quoted(failed)} and pass ${quoted(closed)}. One IAM policy cannot say ` +
      `that: its Deny for the second also closes the third. Let ${quoted(closed)} demand all that ${quoted(failed)} ` +
      `demands, move it to a path of its own, or list the routes that ${by} includes.`,
  );
};

/**
 * An Allow for `/orders/{id}` also matches `/orders/1/refund`. Where that belongs to another route, it must be denied: by
 * the closer that limits the parameter to one segment, or by the other route's own Deny.
 */
const assertAllowIsExact = (option: string, passed: Route, routes: readonly Route[]): void => {
  for (const closer of passed.closers) {
    for (const failed of closer.routes) {
      const open = mayDiffer(passed, failed) ? closer.routes.find((other) => mayDiffer(other, failed)) : undefined;
      const closed = open && closedBy(failed, routes);
      if (open !== undefined && closed !== undefined) {
        const others = [...new Set([passed, open, closed])].map(quoted).join(' and ');
        throw new TypeError(
          `${option}: a token may pass ${others} and fail ${quoted(failed)}. One IAM policy cannot say that, because its ` +
            `'*' spans slashes: it can neither keep a parameter of ${quoted(passed)} to one segment nor deny ` +
            `${quoted(failed)} alone. Let ${quoted(failed)} demand no more than ${quoted(passed)}, put a literal ` +
            'segment first, or check in the function.',
        );
      }
    }
  }
};

/** `/admin/*` does not include `/admin`, so a rule for the subtree must not leave its root open unnoticed. */
const assertRootIsNamed = (option: string, route: Route, routes: readonly Route[], allows: boolean): void => {
  const root = rootOf(route.pattern);
  if (root === undefined) return;
  for (const one of byMethod(root)) {
    const taker = routes.find((other) => covers(other.requests, requestsOf(one)));
    const isOpen = taker === undefined ? allows : !isSamePath(taker.pattern, root);
    if (isOpen && !implies(taker?.rules.given ?? {}, route.rules.given)) {
      const by = taker === undefined ? "default: 'allow'" : quoted(taker);
      throw new TypeError(
        `${option}: ${quoted(route)} does not include "${root.name}", which ${by} opens to tokens that it refuses. List ` +
          `"${root.name}" too.`,
      );
    }
  }
};

/**
 * Rejects routes that one IAM policy cannot express for every token, and precedence that API Gateway does not document.
 *
 * @param routes - The most specific first.
 * @param allows - Whether requests that match no route are allowed.
 * @throws TypeError naming the routes, the conflict and the remedy.
 */
export const assertNoConflicts = (option: string, routes: readonly Route[], allows: boolean, api: ApiRules): void => {
  for (const [index, route] of routes.entries()) {
    assertDistinct(option, route, routes[index + 1]);
    api.assertUnambiguous(option, route, routes);
    assertDenyIsExact(option, route, routes, allows);
    assertAllowIsExact(option, route, routes);
    assertRootIsNamed(option, route, routes, allows);
  }
};
