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
  /** The function that `restAuthorizer` made the handler of. */
  readonly authorizer: IFunction;
  /** What serves the routes: one integration for all of them, or one for each. */
  readonly integration: Integration | ((route: R) => Integration);
  /** How long API Gateway may use an answer of the authorizer, up to an hour. Default 5 minutes. */
  readonly cacheTtl?: Duration;
  /**
   * Where the token is, which is the key of API Gateway's cache. Default the header `Authorization`. A request without
   * any one of these is answered with 401, and the authorizer is not called. With none, `cacheTtl` must be zero.
   */
  readonly identitySources?: readonly string[];
  /** For browsers. Several origins are listed in preflight answers; refusals then allow all. Default none. */
  readonly cors?: CorsOptions;
  /** Anything else about the API. Default: a stage `prod` with access logs and X-Ray tracing. */
  readonly api?: Omit<RestApiProps, 'defaultCorsPreflightOptions' | 'defaultMethodOptions'>;
}

/**
 * A REST API whose every method stands behind a Lambda authorizer, methods that you add later included.
 *
 * It has routes by the authorizer's own rules, gateway responses with challenges and CORS headers, access logs and
 * tracing. Access logs need a role that API Gateway keeps for the whole account: this construct sets it, unless you pass
 * `api: { cloudWatchRole: false }` because the account has one.
 *
 * @throws TypeError where the authorizer would refuse its rules.
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
