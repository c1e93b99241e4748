import type { Auth } from '@cognito-guard/core';
import { fail, type Requirements, readCount, readObject, readOptional } from '@cognito-guard/core/http';
import { type Loose, type Rules, readRules, requirementNames, type TokenOptions } from './options.ts';
import type { PolicyRules } from './policy-map.ts';
import { assertSize } from './policy-size.ts';
import type { RouteMethod } from './route-pattern.ts';
import { readRoutes } from './route-table.ts';

/**
 * A route of the API and what it demands; without requirements, any good token.
 *
 * **A wildcard also takes everything deeper.** IAM's `*` is any text, slashes too, and so is a path parameter here:
 * `/orders/{id}` takes `/orders/1/invoice`, unless a more specific route does. IAM cannot say "one segment". So list
 * every route of the API. `/admin/*` does not take `/admin`: list it too.
 */
export interface RouteRule<A extends Auth = Auth> extends Requirements<A> {
  /** `*` for all methods. It stands for seven resources in the policy, where a method stands for one. */
  readonly method: RouteMethod;
  /** `/orders`, `/orders/{id}`, `/files/{proxy+}`, `/admin/*`. A wildcard is one or more whole segments. */
  readonly path: string;
}

/** One policy for all routes, right under any caching. The default way. */
export interface RoutesOptions<A extends Auth = Auth> extends TokenOptions {
  /**
   * Every route of the API, see {@link RouteRule}. Of those that take a request, the most specific one decides: segment
   * by segment from the left, literal text before a wildcard; then the longer path; then a named method before `*`.
   */
  readonly routes: readonly RouteRule<A>[];
  /** What becomes of a request that no route takes. Default `'deny'`. */
  readonly default?: 'allow' | 'deny';
  /**
   * How large the policy may get, in bytes; default 8,192. AWS documents a limit for WebSocket APIs only, and this many
   * there.
   */
  readonly maxPolicyBytes?: number;
  readonly policy?: never;
}

/** Every route for every good token that meets these requirements; the functions authorize. Right under any caching. */
export interface WholeApiOptions<A extends Auth = Auth> extends TokenOptions, Requirements<A> {
  readonly policy: 'whole-api';
  readonly routes?: never;
}

/**
 * The one request that was asked for. **Right with an authorizer TTL of 0 only:** under caching, a token gets 403 on
 * every route but its first. A path that has other spellings (`%2f`, `//`, dot segments, `*`, `?`) is denied.
 */
export interface ThisRouteOptions<A extends Auth = Auth> extends TokenOptions, Requirements<A> {
  readonly policy: 'this-route';
  readonly routes?: never;
}

/** How an authorizer decides what its policy allows. */
export type PolicyOptions<A extends Auth = Auth> = RoutesOptions<A> | WholeApiOptions<A> | ThisRouteOptions<A>;

/** {@link PolicyOptions}, resolved. */
export type Policy =
  | { readonly kind: 'routes'; readonly rules: PolicyRules }
  | { readonly kind: 'whole-api' | 'this-route'; readonly rules: Rules };

const routesOptions = ['routes', 'default', 'maxPolicyBytes', 'token'];
const policyOptions = ['policy', ...requirementNames, 'token'];

const readDefault =
  (option: string) =>
  (given: unknown): PolicyRules['default'] =>
    given === 'allow' || given === 'deny' ? given : fail(option, given, "'allow' or 'deny'");

const readRoutesPolicy = (maker: string, given: Loose): Policy => {
  const fallback = readOptional(given, 'default', 'deny', readDefault(`${maker}: default`));
  const rules = { routes: readRoutes(`${maker}: routes`, given['routes'], fallback === 'allow'), default: fallback };
  assertSize(
    maker,
    rules,
    readOptional(given, 'maxPolicyBytes', 2 ** 13, readCount(`${maker}: maxPolicyBytes`, 2 ** 20)),
  );
  return { kind: 'routes', rules };
};

/**
 * @param maker - `restAuthorizer`, for messages.
 * @param given - {@link PolicyOptions}, perhaps.
 * @param others - The maker's own options.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readPolicy = (maker: string, options: unknown, others: readonly string[] = []): Policy => {
  const option = `${maker}: options`;
  const given = readObject(option, options, [...new Set([...routesOptions, ...policyOptions, ...others])]);
  if (!('policy' in given)) {
    return readRoutesPolicy(maker, readObject(`${option} with routes`, given, [...routesOptions, ...others]));
  }
  const { policy, ...loose } = readObject(`${option} with a policy`, given, [...policyOptions, ...others]);
  return policy === 'whole-api' || policy === 'this-route'
    ? { kind: policy, rules: readRules(maker, loose) }
    : fail(`${maker}: policy`, policy, "'whole-api' or 'this-route'; leave it out with routes");
};
