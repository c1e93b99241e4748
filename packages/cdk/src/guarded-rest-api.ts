import { Duration } from 'aws-cdk-lib';
import {
  type CorsOptions,
  IdentitySource,
  type Integration,
  LogGroupLogDestination,
  RequestAuthorizer,
  ResponseType,
  RestApi,
  type RestApiProps,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accessLogFormat, accessLogGroup } from './access-log.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { checkRoutes, type GuardedRoute, type GuardedRoutes, gatewayMethod, gatewayPath } from './routes.ts';

/** Options of {@link GuardedRestApi}. */
export interface GuardedRestApiProps<R extends GuardedRoute = GuardedRoute> extends GuardedRoutes<R> {
  /** The function whose handler is a `restAuthorizer`. */
  readonly authorizer: IFunction;
  /** The integration of the routes: one for all, or a function that returns one per route. */
  readonly integration: Integration | ((route: R) => Integration);
  /** How long API Gateway caches an answer of the authorizer, at most one hour. Default 5 minutes. */
  readonly cacheTtl?: Duration;
  /**
   * The token's location, which is also the key of API Gateway's cache. Default the header `Authorization`. API Gateway
   * answers 401 to a request that lacks one of them, without a call to the authorizer. If empty, `cacheTtl` must be zero.
   */
  readonly identitySources?: readonly string[];
  /** CORS for browsers. With several origins, preflight responses list them and refusals allow all. Default none. */
  readonly cors?: CorsOptions;
  /** Further options of the API. Default: a stage `prod` with access logs and X-Ray tracing. */
  readonly api?: Omit<RestApiProps, 'defaultCorsPreflightOptions' | 'defaultMethodOptions'>;
}

/**
 * A REST API with a Lambda authorizer for every method, including methods that you add later.
 *
 * It creates a route for each rule of the authorizer, gateway responses with challenges and CORS headers, access logs and
 * tracing. Access logs need one role per account: this construct sets it, unless you pass
 * `api: { cloudWatchRole: false }` for an account that has one.
 *
 * @throws TypeError for rules that the authorizer would reject.
 * @example
 * ```ts
 * import { AuthorizerFunction, BundledFunction, GuardedRestApi } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 * import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
 *
 * class Orders extends Stack {
 *   readonly guarded = new GuardedRestApi(this, 'Api', {
 *     authorizer: new AuthorizerFunction(this, 'Authorizer', { entry: 'src/authorizer.ts' }),
 *     routes: [{ method: 'GET', path: '/orders', allScopes: ['orders/read'] }],
 *     integration: new LambdaIntegration(new BundledFunction(this, 'Orders', { entry: 'src/function.ts' })),
 *   });
 * }
 * ```
 */
export class GuardedRestApi<R extends GuardedRoute = GuardedRoute> extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, props: GuardedRestApiProps<R>) {
    super(scope, id);
    checkRoutes(props, 'REST');
    const { routes, integration, cors, cacheTtl = Duration.minutes(5) } = props;
    const { identitySources = [IdentitySource.header('Authorization')] } = props;

    this.api = new RestApi(this, 'Api', {
      cloudWatchRole: true,
      ...props.api,
      deployOptions: {
        stageName: 'prod',
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLogGroup(this)),
        accessLogFormat: accessLogFormat('rest'),
        ...props.api?.deployOptions,
      },
      defaultMethodOptions: {
        authorizer: new RequestAuthorizer(this, 'Authorizer', {
          handler: props.authorizer,
          identitySources: [...identitySources],
          resultsCacheTtl: cacheTtl,
        }),
      },
      ...(cors && { defaultCorsPreflightOptions: cors }),
    });
    for (const route of routes) {
      const target = typeof integration === 'function' ? integration(route) : integration;
      this.api.root.resourceForPath(gatewayPath(route)).addMethod(gatewayMethod(route), target);
    }
    this.#addGatewayResponses(cors?.allowOrigins ?? []);
  }

  #addGatewayResponses([origin, ...others]: readonly string[]): void {
    const responses = gatewayResponses(others.length === 0 ? origin : '*');
    for (const [type, { responseParameters, responseTemplates }] of Object.entries(responses)) {
      const headers = Object.entries(responseParameters).map(([name, value]) => [
        name.replace('gatewayresponse.header.', ''),
        value,
      ]);
      this.api.addGatewayResponse(type, {
        type: ResponseType.of(type),
        responseHeaders: Object.fromEntries(headers),
        ...(responseTemplates && { templates: responseTemplates }),
      });
    }
  }
}
