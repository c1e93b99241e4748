import { fileURLToPath } from 'node:url';
import { AuthorizerFunction, BundledFunction, GuardedWebSocketApi } from '@cognito-guard/cdk';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';

export interface PricesStackProps extends StackProps {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Bundling options of the functions. */
  readonly bundling?: BundlingOptions;
}

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));

/** A WebSocket API that accepts only connections with a token. */
export class PricesStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, bundling = {}, ...props }: PricesStackProps) {
    super(scope, id, props);

    const authorizer = new AuthorizerFunction(this, 'Authorizer', {
      entry: source('authorizer'),
      environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
      bundling,
    });
    const prices = new BundledFunction(this, 'Prices', { entry: source('function'), bundling });
    const { stage } = new GuardedWebSocketApi(this, 'Api', {
      authorizer,
      connect: new WebSocketLambdaIntegration('Connect', prices),
      message: new WebSocketLambdaIntegration('Message', prices),
    });
    new CfnOutput(this, 'Url', { value: stage.url });
  }
}
