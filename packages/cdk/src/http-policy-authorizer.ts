import { Duration, Stack } from 'aws-cdk-lib';
import {
  CfnAuthorizer,
  type HttpRouteAuthorizerBindOptions,
  type HttpRouteAuthorizerConfig,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** Options of {@link HttpPolicyAuthorizer}. */
export interface HttpPolicyAuthorizerProps {
  /** How long API Gateway caches an answer of the authorizer, at most one hour. Default 5 minutes. */
  readonly cacheTtl?: Duration;
  /**
   * The token's location, which is also the key of API Gateway's cache. Default `$request.header.Authorization`. API
   * Gateway answers 401 to a request that lacks one of them, without a call to the authorizer. If empty, `cacheTtl` must
   * be zero.
   */
  readonly identitySources?: readonly string[];
}

/**
 * A Lambda authorizer of an HTTP API that answers payload 2.0 with policies, like `httpAuthorizer`.
 * `HttpLambdaAuthorizer` of aws-cdk-lib supports policies with payload 1.0 only.
 *
 * @throws TypeError for a cache without an identity source as its key.
 * @example
 * ```ts
 * import { AuthorizerFunction, HttpPolicyAuthorizer } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 * import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
 *
 * class Orders extends Stack {
 *   readonly authorizer = new AuthorizerFunction(this, 'Authorizer', { entry: 'src/authorizer.ts' });
 *   readonly api = new HttpApi(this, 'Api', { defaultAuthorizer: new HttpPolicyAuthorizer(this.authorizer) });
 * }
 * ```
 */
export class HttpPolicyAuthorizer implements IHttpRouteAuthorizer {
  readonly #handler: IFunction;
  readonly #cacheTtl: Duration;
  readonly #identitySources: readonly string[];
  /** Authorizers by API id: one authorizer serves all routes of an API. */
  readonly #authorizers = new Map<string, CfnAuthorizer>();

  constructor(handler: IFunction, props: HttpPolicyAuthorizerProps = {}) {
    const { cacheTtl = Duration.minutes(5), identitySources = ['$request.header.Authorization'] } = props;
    if (identitySources.length === 0 && cacheTtl.toSeconds() > 0) {
      throw new TypeError("identitySources must name the token's location, or cacheTtl must be zero.");
    }
    this.#handler = handler;
    this.#cacheTtl = cacheTtl;
    this.#identitySources = identitySources;
  }

  bind({ route, scope }: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig {
    const { apiId } = route.httpApi;
    const authorizer = this.#authorizers.get(apiId) ?? this.#make(apiId, scope);
    this.#authorizers.set(apiId, authorizer);
    return { authorizerId: authorizer.ref, authorizationType: 'CUSTOM' };
  }

  #make(apiId: string, scope: HttpRouteAuthorizerBindOptions['scope']): CfnAuthorizer {
    const { functionArn } = this.#handler;
    const stack = Stack.of(scope);
    const authorizer = new CfnAuthorizer(scope, 'CognitoGuard', {
      name: 'CognitoGuard',
      apiId,
      authorizerType: 'REQUEST',
      authorizerUri: `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: false,
      identitySource: [...this.#identitySources],
      authorizerResultTtlInSeconds: this.#cacheTtl.toSeconds(),
    });
    this.#handler.addPermission(`InvokeBy${scope.node.addr}`, {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: stack.formatArn({
        service: 'execute-api',
        resource: apiId,
        resourceName: `authorizers/${authorizer.ref}`,
      }),
    });
    return authorizer;
  }
}
