import type { Auth } from '@cognito-guard/core';
import type { UnknownRecord } from '@cognito-guard/core/internal';
import { assertNotCached } from './bound-token.ts';
import type { PolicyRules } from './evaluate-policy.ts';
import type { Rules } from './options.ts';
import type { Policy } from './policy-options.ts';
import { refusalContext, refusalOf } from './refusal.ts';
import { readRouteKey, requestsOf } from './route-pattern.ts';
import { covers, overlaps } from './sequence.ts';

/** The answer for HTTP APIs with simple responses. */
export interface SimpleAnswer {
  isAuthorized: boolean;
  /** For the function, see `toJsonContext`. */
  context: Record<string, string | number | readonly string[]>;
}

const misfit = (why: string, remedy: string): never => {
  throw new Error(`httpAuthorizer: a simple answer would be wrong here: ${why}. ${remedy}, or use answer: 'iam'.`);
};

/**
 * API Gateway caches a simple answer by the identity sources, so they must include the route. Without identity sources,
 * API Gateway caches nothing.
 */
const assertNotShared = (identity: unknown, routeKey: string): void => {
  const values: readonly unknown[] = Array.isArray(identity) ? identity : [];
  if (values.length === 0 || values.includes(routeKey)) return;
  misfit(
    'it is cached for all routes (where the API has a TTL, which cannot be seen from here)',
    'Add $context.routeKey to the identity sources',
  );
};

/** No requirements: the default `'allow'`. */
const noRules: Rules = { given: {}, compiled: undefined };

/**
 * Returns the requirements of the API's route. The requested path does not count: API Gateway caches the answer for the
 * route.
 *
 * @returns The rules of the one route that decides about all requests of the API's route; undefined where all are
 *   denied.
 */
const rulesFor = ({ routes, default: fallback }: PolicyRules, routeKey: string): Rules | undefined => {
  const requested = readRouteKey(routeKey);
  if (requested === undefined) throw new Error('httpAuthorizer: this event has no route key of an HTTP API.');
  const requests = requestsOf(requested);
  const winner = routes.find((route) => overlaps(route.requests, requests));
  if (winner === undefined) return fallback === 'allow' ? noRules : undefined;
  if (covers(winner.requests, requests)) return winner.rules;
  const why = `the API's route "${routeKey}" takes requests that "${winner.pattern.name}" decides about, and others`;
  return misfit(why, 'Give the API the routes that you list');
};

/**
 * @param context - The context for the function.
 * @param event - Payload 2.0.
 * @throws Error where the answer would be wrong under caching, or whose cause is the error of a `check`.
 */
export const makeSimpleAnswer = (
  policy: Policy,
  auth: Auth,
  context: SimpleAnswer['context'],
  event: UnknownRecord,
): SimpleAnswer => {
  assertNotCached(policy, auth);
  const { routeKey, identitySource } = event;
  if (policy.kind !== 'whole-api') assertNotShared(identitySource, String(routeKey));
  const rules = policy.kind === 'routes' ? rulesFor(policy.rules, String(routeKey)) : policy.rules;
  if (rules === undefined) return { isAuthorized: false, context };
  const refusal = refusalOf(rules, auth);
  return {
    isAuthorized: refusal === undefined,
    context: { ...context, ...refusalContext(refusal === undefined ? [] : [refusal]) },
  };
};
