import type { RoutePattern } from './route-pattern.ts';
import type { Route } from './route-table.ts';
import { commonSpellings } from './spelling-guards.ts';

/** The differences between the kinds of APIs whose authorizers return a policy. */
export interface ApiRules {
  /** Default of the option `maxPolicyBytes`. */
  readonly maxPolicyBytes: number;
  /** Patterns of other spellings of a path, which a document denies beside a wildcard. */
  readonly spellings: readonly string[];
  /**
   * Whether the API does not document which of two routes takes a request that matches both.
   *
   * @param all - All routes of the API.
   */
  isAmbiguous(a: RoutePattern, b: RoutePattern, all: readonly RoutePattern[]): boolean;
  /** @throws TypeError where a route and another one are ambiguous, and no Deny is correct for both. */
  assertUnambiguous(option: string, route: Route, routes: readonly Route[]): void;
}

/** REST APIs prefer the more specific path, then the method. */
export const restRules: ApiRules = {
  maxPolicyBytes: 8192,
  // REST APIs pass paths as they were sent: of the trimmed characters, only a no-break space is possible, as a byte.
  spellings: [...commonSpellings, '*\u00a0'],
  isAmbiguous: () => false,
  assertUnambiguous: () => undefined,
};
