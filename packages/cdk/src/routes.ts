import { httpAuthorizer, type RouteMethod, type RoutesOptions, restAuthorizer } from '@cognito-guard/authorizer';
import { type Auth, createVerifier } from '@cognito-guard/core';

/** The part of an authorizer's rule that the infrastructure reads. */
export interface GuardedRoute {
  readonly method: RouteMethod;
  /** Such as `/orders/{id}`, `/files/{proxy+}`, `/admin/*`. */
  readonly path: string;
}

/** The rules of the handler: pass the same values here and to `restAuthorizer` or `httpAuthorizer`. */
export interface GuardedRoutes<R extends GuardedRoute> {
  /** The rules; each becomes a route of the API. */
  readonly routes: readonly R[];
  /** The handler's answer to requests without a matching route. Default `'deny'`. */
  readonly default?: 'allow' | 'deny';
  /** The handler's upper bound on its policy in bytes. Default 8,192, for HTTP APIs 12,288. */
  readonly maxPolicyBytes?: number;
}

/**
 * Creates an authorizer from these rules, so that rules that it rejects (ambiguous routes, a policy that is too large)
 * fail `cdk synth` instead of the first request after the deployment.
 *
 * @param api - The kind of API: HTTP APIs document less of their route selection.
 * @throws TypeError for rules that `restAuthorizer` or `httpAuthorizer` rejects.
 */
export const checkRoutes = (
  { routes, default: fallback, maxPolicyBytes }: GuardedRoutes<GuardedRoute>,
  api: 'REST' | 'HTTP',
): void => {
  const verifier = createVerifier({ userPoolId: 'us-east-1_Example', clientId: '-', tokenUse: null });
  const options: RoutesOptions<Auth<null>> = {
    routes,
    ...(fallback !== undefined && { default: fallback }),
    ...(maxPolicyBytes !== undefined && { maxPolicyBytes }),
  };
  if (api === 'REST') restAuthorizer(verifier, options);
  else httpAuthorizer(verifier, options);
};

/** Converts the rule's method to API Gateway's notation: `*` becomes `ANY`. */
export const gatewayMethod = ({ method }: GuardedRoute): string => (method === '*' ? 'ANY' : method);

/** Converts the rule's path to API Gateway's notation: `/admin/*` becomes `/admin/{proxy+}`. */
export const gatewayPath = ({ path }: GuardedRoute): string => path.replace(/\/\*$/, '/{proxy+}');
