import { fileURLToPath } from 'node:url';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AuthorizationType, Definition, GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface OrdersStackProps extends StackProps {
  readonly userPoolId: string;
  readonly clientId: string;
  /** From a file's name in `src` to its bundle. */
  readonly code: (name: string) => Code;
}

const functionProps = {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  memorySize: 512,
  handler: 'index.handler',
};

/** A GraphQL API whose every field stands behind the authorizer. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, code, ...props }: OrdersStackProps) {
    super(scope, id, props);

    const api = new GraphqlApi(this, 'Api', {
      name: 'orders',
      definition: Definition.fromFile(fileURLToPath(new URL('../schema.graphql', import.meta.url))),
      authorizationConfig: {
        defaultAuthorization: {
          authorizationType: AuthorizationType.LAMBDA,
          lambdaAuthorizerConfig: {
            handler: new LambdaFunction(this, 'AuthorizerFunction', {
              ...functionProps,
              code: code('authorizer'),
              environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
            }),
            resultsCacheTtl: Duration.minutes(5), // the authorizer shortens it for a token that expires sooner
          },
        },
      },
    });

    const orders = api.addLambdaDataSource(
      'Orders',
      new LambdaFunction(this, 'OrdersFunction', { ...functionProps, code: code('function') }),
    );
    orders.createResolver('Me', { typeName: 'Query', fieldName: 'me' });
    orders.createResolver('ListOrders', { typeName: 'Query', fieldName: 'orders' });
    orders.createResolver('DeleteOrder', { typeName: 'Mutation', fieldName: 'deleteOrder' });
  }
}
