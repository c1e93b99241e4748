import { httpAuthorizer, type RouteMethod, type RoutesOptions, restAuthorizer } from '@cognito-guard/authorizer';
import { type Auth, createVerifier } from '@cognito-guard/core';

/** A rule of the authorizer, as far as the infrastructure reads it. */
export interface GuardedRoute {
  readonly method: RouteMethod;
  /** `/orders/{id}`, `/files/{proxy+}`, `/admin/*`. */
  readonly path: string;
}

/** The rules of the handler: pass the same values here and to `restAuthorizer` or `httpAuthorizer`. */
export interface GuardedRoutes<R extends GuardedRoute> {
  /** Each becomes a route of the API. */
  readonly routes: readonly R[];
  /** What the handler says for requests that no route takes. Default `'deny'`. */
  readonly default?: 'allow' | 'deny';
  /** The handler's own bound on its policy, in bytes. Default 8,192, for HTTP APIs 12,288. */
  readonly maxPolicyBytes?: number;
}

/**
 * Makes an authorizer of these rules, so that what its construction refuses (ambiguous routes, a policy that is too large)
 * fails `cdk synth` instead of the first request after the deployment.
 *
 * @param api - The kind of API: HTTP APIs document less of how they choose a route.
 * @throws TypeError as the handler's maker does.
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

/** The rule's method as API Gateway writes it. */
export const gatewayMethod = ({ method }: GuardedRoute): string => (method === '*' ? 'ANY' : method);

/** The rule's path as API Gateway writes it: `/admin/*` becomes `/admin/{proxy+}`. */
export const gatewayPath = ({ path }: GuardedRoute): string => path.replace(/\/\*$/, '/{proxy+}');
