import type { Auth } from '@cognito-guard/core';
import type { Requirements } from '@cognito-guard/core/http';
import {
  countUpTo,
  fail,
  oneOf,
  optional,
  type Reader,
  readMembers,
  readObject,
  requirementNames,
  type UnknownRecord,
} from '@cognito-guard/core/internal';
import type { ApiRules } from './api-rules.ts';
import type { PolicyRules } from './evaluate-policy.ts';
import { type Rules, readRules, readTtl, type TokenOptions, type TtlOptions } from './options.ts';
import { PolicyCache } from './policy-cache.ts';
import { assertSize } from './policy-size.ts';
import type { RouteMethod } from './route-pattern.ts';
import { readRoutes } from './route-table.ts';

/**
 * A route of the API and its requirements; without requirements, any valid token is accepted.
 *
 * List every route of the API, or of the router behind its `{proxy+}`. `/admin/*` does not include `/admin`: list it
 * too.
 */
export interface RouteRule<A extends Auth = Auth> extends Requirements<A> {
  /** `*` for all methods. It takes seven resources in the policy, one method takes one. */
  readonly method: RouteMethod;
  /** `/orders`; `/orders/{id}`, one segment; `/files/{proxy+}` or `/files/*`, one or more segments at the end. */
  readonly path: string;
}

/** One policy for all routes, correct under any caching. The default. */
export interface RoutesOptions<A extends Auth = Auth> extends TokenOptions, TtlOptions {
  /**
   * Every route of the API, see {@link RouteRule}. Of those that match a request, the most specific one decides: text
   * before a parameter before a greedy one; then a named method before `*`. Where API Gateway does not document which
   * of two decides, a token needs the requirements of both.
   */
  readonly routes: readonly RouteRule<A>[];
  /** The decision for a request that no route matches. Default `'deny'`. */
  readonly default?: 'allow' | 'deny';
  /**
   * Upper bound on the policy, in bytes; default 8,192, for HTTP APIs 12,288. AWS documents a limit for WebSocket APIs
   * only: 8 KB.
   */
  readonly maxPolicyBytes?: number;
  readonly policy?: never;
}

/**
 * Every route for every valid token that meets these requirements; the functions authorize. Correct under any caching.
 */
export interface WholeApiOptions<A extends Auth = Auth> extends TokenOptions, TtlOptions, Requirements<A> {
  readonly policy: 'whole-api';
  readonly routes?: never;
}

/**
 * The requested route only. **Correct with an authorizer TTL of 0 only:** under caching, a token gets 403 on every
 * other route. A path with other spellings (`%2f`, `//`, dot segments, `*`, `?`) is denied.
 */
export interface ThisRouteOptions<A extends Auth = Auth> extends TokenOptions, Requirements<A> {
  readonly policy: 'this-route';
  readonly routes?: never;
}

/** The policy of an authorizer. */
export type PolicyOptions<A extends Auth = Auth> = RoutesOptions<A> | WholeApiOptions<A> | ThisRouteOptions<A>;

/** {@link PolicyOptions}, resolved. */
export type Policy = (
  | { readonly kind: 'routes'; readonly rules: PolicyRules; readonly cache: PolicyCache }
  | { readonly kind: 'whole-api' | 'this-route'; readonly rules: Rules }
) & {
  /** How long API Gateway caches an answer, in seconds; null where that is unknown. */
  readonly ttl: number | null;
};

const routesOptions = ['routes', 'default', 'maxPolicyBytes', 'resultTtlSeconds', 'token'];
const policyOptions = ['policy', ...requirementNames, 'token'];

const readRoutesPolicy = (maker: string, given: UnknownRecord, api: ApiRules): Policy => {
  const prefix = `${maker}: `;
  const { default: fallback, maxPolicyBytes } = readMembers(prefix, given, {
    default: optional(oneOf('allow', 'deny'), 'deny'),
    maxPolicyBytes: optional(countUpTo(2 ** 20), api.maxPolicyBytes),
  });
  const ttl = readTtl(maker, given);
  const { routes } = readMembers(prefix, given, {
    routes: (list, path) => readRoutes(path, list, fallback === 'allow', api, ttl),
  });
  const requirements = [...new Set(routes.map((route) => route.rules))];
  const rules = { api, routes, requirements, default: fallback };
  assertSize(maker, rules, maxPolicyBytes);
  return { kind: 'routes', rules, cache: new PolicyCache(rules), ttl };
};

const readKind: Reader<'whole-api' | 'this-route'> = (given, path) =>
  given === 'whole-api' || given === 'this-route'
    ? given
    : fail(path, given, '"whole-api" or "this-route"; omit it with routes');

/**
 * @param maker - `restAuthorizer`, for messages.
 * @param given - {@link PolicyOptions}, not validated.
 * @param api - The rules of the kind of API that the policy is for.
 * @param others - The maker's own options.
 * @throws TypeError for an invalid option.
 */
export const readPolicy = (maker: string, options: unknown, api: ApiRules, others: readonly string[] = []): Policy => {
  const option = `${maker}: options`;
  const given = readObject(option, options, [...new Set([...routesOptions, ...policyOptions, ...others])]);
  if (!('policy' in given)) {
    return readRoutesPolicy(maker, readObject(`${option} with routes`, given, [...routesOptions, ...others]), api);
  }
  const { policy: kind } = readMembers(`${maker}: `, given, { policy: readKind });
  if (kind === 'this-route' && 'resultTtlSeconds' in given) {
    const found = `needs a TTL of 0 in API Gateway; got resultTtlSeconds ${given['resultTtlSeconds']}`;
    throw new TypeError(`${maker}: policy "this-route" ${found}. Use routes or "whole-api", or leave it out.`);
  }
  const ttlOption = kind === 'whole-api' ? ['resultTtlSeconds'] : [];
  const members = readObject(`${option} with a policy`, given, [...policyOptions, ...ttlOption, ...others]);
  // 'this-route' is correct without caching only.
  const ttl = kind === 'whole-api' ? readTtl(maker, members) : 0;
  return { kind, rules: readRules(maker, members, ttl), ttl };
};
