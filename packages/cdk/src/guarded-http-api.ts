import {
  type CorsPreflightOptions,
  HttpApi,
  type HttpApiProps,
  HttpMethod,
  type HttpRouteIntegration,
  HttpStage,
  type HttpStageOptions,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accessLogFormat, accessLogGroup } from './access-log.ts';
import { HttpPolicyAuthorizer, type HttpPolicyAuthorizerProps } from './http-policy-authorizer.ts';
import { checkRoutes, type GuardedRoute, type GuardedRoutes, gatewayPath } from './routes.ts';

/** Options of {@link GuardedHttpApi}. */
export interface GuardedHttpApiProps<R extends GuardedRoute = GuardedRoute>
  extends GuardedRoutes<R>,
    HttpPolicyAuthorizerProps {
  /** The function that `httpAuthorizer` made the handler of. */
  readonly authorizer: IFunction;
  /** What serves the routes: one integration for all of them, or one for each. */
  readonly integration: HttpRouteIntegration | ((route: R) => HttpRouteIntegration);
  /** For browsers. API Gateway answers preflight requests itself, and adds these headers to refusals. Default none. */
  readonly cors?: CorsPreflightOptions;
  /** Anything else about the API. */
  readonly api?: Omit<HttpApiProps, 'corsPreflight' | 'createDefaultStage' | 'defaultAuthorizer'>;
  /** Anything else about the stage. Default: `$default`, deployed automatically, with access logs. */
  readonly stage?: HttpStageOptions;
}

/**
 * An HTTP API whose every route stands behind a Lambda authorizer, routes that you add later included. It has routes by
 * the authorizer's own rules, and access logs. HTTP APIs have no X-Ray tracing of their own.
 *
 * @throws TypeError where the authorizer would refuse its rules.
 * @example
 * ```ts
 * import { AuthorizerFunction, BundledFunction, GuardedHttpApi } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 * import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
 *
 * class Orders extends Stack {
 *   readonly orders = new BundledFunction(this, 'Orders', { entry: 'src/function.ts' });
 *   readonly guarded = new GuardedHttpApi(this, 'Api', {
 *     authorizer: new AuthorizerFunction(this, 'Authorizer', { entry: 'src/authorizer.ts' }),
 *     routes: [{ method: 'GET', path: '/orders', allScopes: ['orders/read'] }],
 *     integration: new HttpLambdaIntegration('Orders', this.orders),
 *   });
 * }
 * ```
 */
export class GuardedHttpApi<R extends GuardedRoute = GuardedRoute> extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: GuardedHttpApiProps<R>) {
    super(scope, id);
    checkRoutes(props, 'HTTP');
    const { routes, integration, cors, authorizer, cacheTtl, identitySources } = props;

    this.api = new HttpApi(this, 'Api', {
      ...props.api,
      createDefaultStage: false,
      ...(cors && { corsPreflight: cors }),
      defaultAuthorizer: new HttpPolicyAuthorizer(authorizer, {
        ...(cacheTtl && { cacheTtl }),
        ...(identitySources && { identitySources }),
      }),
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogGroup(this)),
        format: accessLogFormat('http'),
      },
      ...props.stage,
    });
    for (const route of routes) {
      this.api.addRoutes({
        path: gatewayPath(route),
        methods: [route.method === '*' ? HttpMethod.ANY : HttpMethod[route.method]],
        integration: typeof integration === 'function' ? integration(route) : integration,
      });
    }
  }
}
