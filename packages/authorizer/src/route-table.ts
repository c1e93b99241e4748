import { implies } from './implication.ts';
import { type Loose, type Rules, readList, readRules } from './options.ts';
import {
  byMethod,
  compareSpecificity,
  covers,
  isSamePath,
  overlaps,
  type RoutePattern,
  readPattern,
  rootOf,
  spansInto,
} from './route-pattern.ts';

/** A route and what it demands, with its place among the others. */
export interface Route {
  readonly pattern: RoutePattern;
  readonly rules: Rules;
  /** Less specific routes that share requests with this one: it wins over them. */
  readonly broader: readonly Route[];
  /** Those of them that hold every request of this one. */
  readonly coveredBy: readonly Route[];
}

type Unplaced = Pick<Route, 'pattern' | 'rules'>;

const readRoute = ([option, given]: readonly [string, Loose]): Unplaced => ({
  pattern: readPattern(option, given['method'], given['path']),
  rules: readRules(option, given),
});

/**
 * Each request has one winner, and each route some request that it wins, unless nothing would change if it did.
 *
 * @param inside - Those that win over it, the most specific last.
 */
const assertWins = (option: string, { pattern, rules }: Route, inside: readonly Route[]): void => {
  const equal = inside.find((other) => compareSpecificity(other.pattern, pattern) === 0)?.pattern;
  if (equal !== undefined) {
    const both = `"${equal.name}" and "${pattern.name}"`;
    throw new TypeError(
      covers(equal, pattern) && covers(pattern, equal)
        ? `${option} names the same requests twice: ${both}. Path parameters and '*' are the same here.`
        : `${option} holds ${both}, which share requests without one being more specific. Put a literal segment first.`,
    );
  }
  const takers = byMethod(pattern).map((one) => inside.findLast((other) => covers(other.pattern, one)));
  const isTaken = !takers.includes(undefined);
  const prevails = (other: Route): boolean =>
    (isTaken && takers.includes(other) && other.rules !== rules) ||
    (spansInto(other.pattern, pattern) && !implies(other.rules.given, rules.given));
  const names = inside.filter(prevails).map((other) => `"${other.pattern.name}"`);
  if (names.length === 0) return;
  throw new TypeError(
    `${option}: what "${pattern.name}" demands would not be applied: ${names.join(', ')} would take requests of it, being ` +
      'more specific. (In an IAM policy, a path parameter spans slashes.) Put a literal segment first, let them demand ' +
      'the same, or check in the function.',
  );
};

/**
 * IAM's Deny beats every Allow. Where a token passes a broad route, fails one inside it and passes a third inside that,
 * the Deny for the second closes the third.
 */
const assertSayable = (option: string, route: Route, inside: readonly Route[], allows: boolean): void => {
  const differs = (other: Route): boolean => !implies(other.rules.given, route.rules.given);
  const above = route.broader.find(differs);
  const below = inside.find(differs);
  if (below === undefined || (above === undefined && !allows)) return;
  const outer = above === undefined ? "default: 'allow'" : `"${above.pattern.name}"`;
  const middle = `"${route.pattern.name}"`;
  const inner = `"${below.pattern.name}"`;
  throw new TypeError(
    `${option}: a token may pass ${outer}, fail ${middle} and pass ${inner}. One IAM policy cannot say that: its Deny ` +
      `for the second also closes the third. Let ${inner} demand all that ${middle} demands, move it to a path of its ` +
      `own, or list the routes that ${outer} stands for.`,
  );
};

/**
 * `/admin/*` is not about `/admin`. Who closes a subtree means its root, too: it must not stay open by what somebody
 * did not write.
 */
const assertRootIsNamed = (
  option: string,
  { pattern, rules }: Route,
  routes: readonly Route[],
  allows: boolean,
): void => {
  const root = rootOf(pattern);
  if (root === undefined) return;
  for (const one of byMethod(root)) {
    const taker = routes.find((other) => covers(other.pattern, one));
    const isOpen = taker === undefined ? allows : !isSamePath(taker.pattern, root);
    if (isOpen && !implies(taker?.rules.given ?? {}, rules.given)) {
      const by = taker === undefined ? "default: 'allow'" : `"${taker.pattern.name}"`;
      throw new TypeError(
        `${option}: "${pattern.name}" is not about "${root.name}", which ${by} opens to tokens that it refuses. List ` +
          `"${root.name}" too.`,
      );
    }
  }
};

/** Requirements that mean the same become the same, to be evaluated once. */
const shared = (routes: readonly Unplaced[]): readonly Unplaced[] => {
  const known: Rules[] = [];
  return routes.map(({ pattern, rules }) => {
    const same = known.find(({ given }) => implies(given, rules.given) && implies(rules.given, given));
    if (same === undefined) known.push(rules);
    return { pattern, rules: same ?? rules };
  });
};

/**
 * Reads routes, the most specific first.
 *
 * @param option - Their name in messages: `restAuthorizer: routes`.
 * @param given - What the caller gave.
 * @param allows - Whether requests that no route takes are allowed.
 * @throws TypeError naming the routes, what is wrong with them, and what to do.
 */
export const readRoutes = (option: string, given: unknown, allows: boolean): readonly Route[] => {
  const read = shared(readList(option, given, ['method', 'path']).map(readRoute));
  const routes: Route[] = [];
  const insides = new Map<Route, Route[]>();
  // The least specific first, so that each finds the broader ones done.
  for (const one of read.toSorted((a, b) => compareSpecificity(b.pattern, a.pattern))) {
    const broader = routes.filter((other) => overlaps(other.pattern, one.pattern));
    const coveredBy = broader.filter((other) => covers(other.pattern, one.pattern));
    const route: Route = { ...one, broader, coveredBy };
    routes.push(route);
    insides.set(route, []);
    for (const other of broader) insides.get(other)?.push(route);
  }
  routes.reverse();
  for (const [route, inside] of insides) {
    assertWins(option, route, inside);
    assertSayable(option, route, inside, allows);
    assertRootIsNamed(option, route, routes, allows);
  }
  return routes;
};
