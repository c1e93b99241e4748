import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import {
  LogGroupLogDestination,
  WebSocketApi,
  type WebSocketApiProps,
  type WebSocketRouteIntegration,
  WebSocketStage,
  type WebSocketStageProps,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accessLogFormat, accessLogGroup } from './access-log.ts';

/** Options of {@link GuardedWebSocketApi}. */
export interface GuardedWebSocketApiProps {
  /** The function whose handler is a `webSocketAuthorizer`. */
  readonly authorizer: IFunction;
  /**
   * The integration of `$connect`. With `webSocketProtocol()`, it must answer the header `Sec-WebSocket-Protocol: bearer`.
   */
  readonly connect: WebSocketRouteIntegration;
  /** The integration of messages without a route of their own; API Gateway sends its answers back. Default none. */
  readonly message?: WebSocketRouteIntegration;
  /**
   * The token's location. Default `route.request.header.Sec-WebSocket-Protocol`, for `webSocketProtocol()`. API Gateway
   * answers 401 to a request that lacks one of them, without a call to the authorizer.
   */
  readonly identitySources?: readonly string[];
  /**
   * True sets the account's role with which API Gateway writes access logs. Default true. Pass false if the account has
   * one.
   */
  readonly cloudWatchRole?: boolean;
  /** Further options of the API. */
  readonly api?: Omit<WebSocketApiProps, 'connectRouteOptions' | 'defaultRouteOptions'>;
  /** Further options of the stage. Default: `prod`, deployed automatically, with access logs. */
  readonly stage?: Omit<WebSocketStageProps, 'webSocketApi' | 'stageName'> & { readonly stageName?: string };
}

/**
 * A WebSocket API that accepts only connections with a token. API Gateway calls the authorizer only on `$connect`, without
 * a cache. The functions behind other routes receive its context and refuse messages after the token's `exp`.
 *
 * @example
 * ```ts
 * import { AuthorizerFunction, BundledFunction, GuardedWebSocketApi } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 * import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
 *
 * class Prices extends Stack {
 *   readonly prices = new BundledFunction(this, 'Prices', { entry: 'src/function.ts' });
 *   readonly guarded = new GuardedWebSocketApi(this, 'Api', {
 *     authorizer: new AuthorizerFunction(this, 'Authorizer', { entry: 'src/authorizer.ts' }),
 *     connect: new WebSocketLambdaIntegration('Connect', this.prices),
 *     message: new WebSocketLambdaIntegration('Message', this.prices),
 *   });
 * }
 * ```
 */
export class GuardedWebSocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;

  constructor(scope: Construct, id: string, props: GuardedWebSocketApiProps) {
    super(scope, id);
    const { connect, message, cloudWatchRole = true } = props;
    const { identitySources = ['route.request.header.Sec-WebSocket-Protocol'] } = props;

    this.api = new WebSocketApi(this, 'Api', {
      ...props.api,
      connectRouteOptions: {
        integration: connect,
        authorizer: new WebSocketLambdaAuthorizer('CognitoGuard', props.authorizer, {
          identitySource: [...identitySources],
        }),
      },
      ...(message && { defaultRouteOptions: { integration: message, returnResponse: true } }),
    });
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: 'prod',
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogGroup(this)),
        format: accessLogFormat('webSocket'),
      },
      ...props.stage,
    });
    if (cloudWatchRole) this.stage.node.addDependency(this.#setCloudWatchRole());
  }

  /** Like `RestApi` of aws-cdk-lib. The role outlives the stack, because other APIs of the account log with it. */
  #setCloudWatchRole(): CfnAccount {
    const role = new Role(this, 'CloudWatchRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }
}
