import { implies } from './implication.ts';
import {
  type ApiKind,
  byMethod,
  covers,
  isAmbiguous,
  isSamePath,
  overlaps,
  requestsOf,
  rootOf,
} from './route-pattern.ts';
import type { Route } from './route-table.ts';

const quoted = ({ pattern }: Route): string => `"${pattern.name}"`;

/** Whether a token may pass one route and fail another. */
const mayDiffer = (passed: Route, failed: Route): boolean =>
  passed.rules !== failed.rules && !implies(passed.rules.given, failed.rules.given);

/** @param twin - The next in order. */
const assertDistinct = (option: string, route: Route, twin: Route | undefined): void => {
  if (twin === undefined || twin.requests.join('/') !== route.requests.join('/')) return;
  throw new TypeError(
    `${option} names the same requests twice: ${quoted(twin)} and ${quoted(route)}. The name of a parameter makes no ` +
      "difference, and '*' at the end is '{proxy+}'.",
  );
};

/**
 * HTTP APIs do not document whether `ANY /orders/{id}` or `GET /{proxy+}` takes `GET /orders/1`. Where the first is
 * stricter, its Deny is right for both.
 */
const assertUnambiguous = (option: string, route: Route, routes: readonly Route[], api: ApiKind): void => {
  if (api === 'REST') return;
  const patterns = routes.map(({ pattern }) => pattern);
  const rival = routes.find(
    (other) => mayDiffer(route, other) && isAmbiguous(route.pattern, other.pattern, api, patterns),
  );
  if (rival === undefined) return;
  const { method } = rival.pattern;
  throw new TypeError(
    `${option}: ${quoted(route)} and ${quoted(rival)} are ambiguous: HTTP APIs do not document which of them takes ` +
      `${method} requests that fit both. List "${route.pattern.name.replace('*', method)}" too.`,
  );
};

/**
 * A Deny takes what a route's resources reach, and Deny beats every Allow. It may take requests of a wider route, in
 * which the denied one lies, but neither all of them nor those of a route that takes precedence.
 *
 * @returns A route that a Deny for `failed` would close to tokens that pass it.
 */
const closedBy = (failed: Route, routes: readonly Route[]): Route | undefined =>
  routes.find(
    (other) =>
      other !== failed &&
      mayDiffer(other, failed) &&
      overlaps(failed.reach, other.requests) &&
      (!failed.outer.includes(other) || covers(failed.reach, other.requests)),
  );

const assertDenyIsSayable = (option: string, failed: Route, routes: readonly Route[], allows: boolean): void => {
  const outer = failed.outer.find((other) => mayDiffer(other, failed));
  if (outer === undefined && !allows) return;
  const closed = closedBy(failed, routes);
  if (closed === undefined) return;
  const by = outer === undefined ? "default: 'allow'" : quoted(outer);
  throw new TypeError(
    `${option}: a token may pass ${by}, fail ${quoted(failed)} and pass ${quoted(closed)}. One IAM policy cannot say ` +
      `that: its Deny for the second also closes the third. Let ${quoted(closed)} demand all that ${quoted(failed)} ` +
      `demands, move it to a path of its own, or list the routes that ${by} stands for.`,
  );
};

/**
 * An Allow for `/orders/{id}` also takes `/orders/1/refund`. Where that is another route's, it must be denied: by the
 * closer that keeps the parameter to one segment, or by the other route's own Deny.
 */
const assertAllowIsSayable = (option: string, passed: Route, routes: readonly Route[]): void => {
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

/** `/admin/*` does not take `/admin`. Whoever closes a subtree means its root, too: it must not stay open unseen. */
const assertRootIsNamed = (option: string, route: Route, routes: readonly Route[], allows: boolean): void => {
  const root = rootOf(route.pattern);
  if (root === undefined) return;
  for (const one of byMethod(root)) {
    const taker = routes.find((other) => covers(other.requests, requestsOf(one)));
    const isOpen = taker === undefined ? allows : !isSamePath(taker.pattern, root);
    if (isOpen && !implies(taker?.rules.given ?? {}, route.rules.given)) {
      const by = taker === undefined ? "default: 'allow'" : quoted(taker);
      throw new TypeError(
        `${option}: ${quoted(route)} is not about "${root.name}", which ${by} opens to tokens that it refuses. List ` +
          `"${root.name}" too.`,
      );
    }
  }
};

/**
 * Refuses what one IAM policy cannot say for every token, and what the API does not document.
 *
 * @param routes - The most specific first.
 * @param allows - Whether requests that no route takes are allowed.
 * @throws TypeError naming the routes, what is wrong with them, and what to do.
 */
export const assertNoConflicts = (option: string, routes: readonly Route[], allows: boolean, api: ApiKind): void => {
  for (const [index, route] of routes.entries()) {
    assertDistinct(option, route, routes[index + 1]);
    assertUnambiguous(option, route, routes, api);
    assertDenyIsSayable(option, route, routes, allows);
    assertAllowIsSayable(option, route, routes);
    assertRootIsNamed(option, route, routes, allows);
  }
};
