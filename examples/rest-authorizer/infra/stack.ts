import { fileURLToPath } from 'node:url';
import { AuthorizerFunction, BundledFunction, GuardedRestApi } from '@cognito-guard/cdk';
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Cors, LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { routes } from '../src/routes.ts';

export interface OrdersStackProps extends StackProps {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Bundling options of the functions. */
  readonly bundling?: BundlingOptions;
}

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));

/** A REST API with the authorizer for every route. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, bundling = {}, ...props }: OrdersStackProps) {
    super(scope, id, props);

    const authorizer = new AuthorizerFunction(this, 'Authorizer', {
      entry: source('authorizer'),
      environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
      bundling,
    });
    const orders = new BundledFunction(this, 'Orders', { entry: source('function'), bundling });
    new GuardedRestApi(this, 'Api', {
      authorizer,
      routes,
      integration: new LambdaIntegration(orders, { allowTestInvoke: false }),
      cors: { allowOrigins: Cors.ALL_ORIGINS, allowHeaders: ['Authorization'] },
    });
  }
}
