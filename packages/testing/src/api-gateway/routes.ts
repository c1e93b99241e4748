import { expectOption } from '../lib/expect-option.ts';
import { expectFunction, type LambdaFunction } from './lambda-function.ts';

/** The function of a route; `authorizer: false` makes the route public. */
export type RouteTarget = LambdaFunction | { readonly handler: LambdaFunction; readonly authorizer: false };

/** A resolved target. */
export interface ResolvedTarget {
  readonly handler: LambdaFunction;
  readonly isOpen: boolean;
}

/** @throws TypeError that names a route without a function. */
export const resolveTargets = (
  option: string,
  routes: Readonly<Record<string, RouteTarget>>,
): Readonly<Record<string, ResolvedTarget>> => {
  expectOption(typeof routes === 'object' && routes !== null, option, routes, 'an object of functions by route');
  return Object.fromEntries(
    Object.entries(routes).map(([key, target]) => {
      const { handler, isOpen } =
        typeof target === 'object' && target !== null
          ? { handler: target.handler, isOpen: target.authorizer === false }
          : { handler: target, isOpen: false };
      expectFunction(`${option}[${JSON.stringify(key)}]`, handler);
      return [key, { handler, isOpen }];
    }),
  );
};
