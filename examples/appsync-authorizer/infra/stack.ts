import { fileURLToPath } from 'node:url';
import { AuthorizerFunction, BundledFunction, GuardedGraphqlApi } from '@cognito-guard/cdk';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { rules } from '../src/rules.ts';

export interface OrdersStackProps extends StackProps {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Bundling options of the functions. */
  readonly bundling?: BundlingOptions;
}

const file = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** A GraphQL API with the authorizer for every field. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, bundling = {}, ...props }: OrdersStackProps) {
    super(scope, id, props);

    const authorizer = new AuthorizerFunction(this, 'Authorizer', {
      entry: file('src/authorizer.ts'),
      environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
      bundling,
    });
    const { api } = new GuardedGraphqlApi(this, 'Api', {
      authorizer,
      schema: file('schema.graphql'),
      fields: rules,
      api: { name: 'orders' },
    });

    const orders = api.addLambdaDataSource(
      'Orders',
      new BundledFunction(this, 'OrdersFunction', { entry: file('src/function.ts'), bundling }),
    );
    orders.createResolver('Me', { typeName: 'Query', fieldName: 'me' });
    orders.createResolver('ListOrders', { typeName: 'Query', fieldName: 'orders' });
    orders.createResolver('DeleteOrder', { typeName: 'Mutation', fieldName: 'deleteOrder' });
    new CfnOutput(this, 'Url', { value: api.graphqlUrl });
  }
}
