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
  /** The function whose handler is an `httpAuthorizer`. */
  readonly authorizer: IFunction;
  /** The integration of the routes: one for all, or a function that returns one per route. */
  readonly integration: HttpRouteIntegration | ((route: R) => HttpRouteIntegration);
  /** CORS for browsers. API Gateway answers preflight requests and adds these headers to refusals. Default none. */
  readonly cors?: CorsPreflightOptions;
  /** Further options of the API. */
  readonly api?: Omit<HttpApiProps, 'corsPreflight' | 'createDefaultStage' | 'defaultAuthorizer'>;
  /** Further options of the stage. Default: `$default`, deployed automatically, with access logs. */
  readonly stage?: HttpStageOptions;
}

/**
 * An HTTP API with a Lambda authorizer for every route, including routes that you add later. It creates a route for each
 * rule of the authorizer, and access logs. HTTP APIs do not support X-Ray tracing.
 *
 * @throws TypeError for rules that the authorizer would reject.
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
