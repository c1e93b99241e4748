import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Cors,
  IdentitySource,
  LambdaIntegration,
  RequestAuthorizer,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { refusals } from '../src/refusals.ts';
import { routes } from '../src/routes.ts';

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

/** A REST API whose every route stands behind the authorizer. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, code, ...props }: OrdersStackProps) {
    super(scope, id, props);

    const authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: new LambdaFunction(this, 'AuthorizerFunction', {
        ...functionProps,
        code: code('authorizer'),
        environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
      }),
      // A request without this header is answered with 401, and the authorizer is not called.
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.minutes(5),
    });

    const api = new RestApi(this, 'Api', {
      deployOptions: { stageName: 'prod' },
      cloudWatchRole: false, // a setting of the whole account
      defaultMethodOptions: { authorizer },
      defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS, allowHeaders: ['Authorization'] },
    });
    const orders = new LambdaIntegration(
      new LambdaFunction(this, 'OrdersFunction', { ...functionProps, code: code('function') }),
      { allowTestInvoke: false },
    );
    for (const { method, path } of routes) api.root.resourceForPath(path).addMethod(method, orders);

    for (const [type, { headers, body }] of Object.entries(refusals)) {
      api.addGatewayResponse(type, {
        type: ResponseType.of(type),
        responseHeaders: headers,
        ...(body && { templates: { 'application/json': body } }),
      });
    }
  }
}
