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
  /** The function that `webSocketAuthorizer` made the handler of. */
  readonly authorizer: IFunction;
  /** What serves `$connect`. Where the authorizer reads `webSocketProtocol()`, it must answer the header `bearer`. */
  readonly connect: WebSocketRouteIntegration;
  /** What serves messages that no other route takes; its answers are sent back. Default none. */
  readonly message?: WebSocketRouteIntegration;
  /**
   * Where the token is. Default `route.request.header.Sec-WebSocket-Protocol`, for `webSocketProtocol()`. A request
   * without any one of these is answered with 401, and the authorizer is not called.
   */
  readonly identitySources?: readonly string[];
  /**
   * Whether to set the role by which API Gateway writes access logs, for the whole account. Default true. False where
   * the account has one.
   */
  readonly cloudWatchRole?: boolean;
  /** Anything else about the API. */
  readonly api?: Omit<WebSocketApiProps, 'connectRouteOptions' | 'defaultRouteOptions'>;
  /** Anything else about the stage. Default: `prod`, deployed automatically, with access logs. */
  readonly stage?: Omit<WebSocketStageProps, 'webSocketApi' | 'stageName'> & { readonly stageName?: string };
}

/**
 * A WebSocket API that admits only connections with a token. API Gateway calls the authorizer on `$connect` alone, and
 * caches nothing; the functions behind other routes see its context, and refuse messages past the token's `exp`.
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

  /** As `RestApi` of aws-cdk-lib does. Kept when the stack goes: other APIs of the account log by it. */
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
