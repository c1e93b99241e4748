import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAuthorizer, CorsHttpMethod, HttpApi, HttpAuthorizer, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
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

/** An HTTP API whose every route stands behind the authorizer. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, code, ...props }: OrdersStackProps) {
    super(scope, id, props);

    const httpApi = new HttpApi(this, 'Api', {
      // Answers preflight requests, and puts its headers on refusals too.
      corsPreflight: { allowOrigins: ['*'], allowHeaders: ['Authorization'], allowMethods: [CorsHttpMethod.ANY] },
    });

    const authorizerFunction = new LambdaFunction(this, 'AuthorizerFunction', {
      ...functionProps,
      code: code('authorizer'),
      environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
    });
    // Not HttpLambdaAuthorizer: that one has policies with payload 1.0 only.
    const { ref: authorizerId } = new CfnAuthorizer(this, 'Authorizer', {
      name: 'Cognito',
      apiId: httpApi.apiId,
      authorizerType: 'REQUEST',
      authorizerUri: `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${authorizerFunction.functionArn}/invocations`,
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: false,
      // A request without this header is answered with 401, and the authorizer is not called.
      identitySource: ['$request.header.Authorization'],
      authorizerResultTtlInSeconds: 300,
    });
    authorizerFunction.addPermission('InvokeByApi', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.formatArn({
        service: 'execute-api',
        resource: httpApi.apiId,
        resourceName: `authorizers/${authorizerId}`,
      }),
    });

    const authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'Cognito', {
      authorizerId,
      authorizerType: 'CUSTOM',
    });
    const orders = new LambdaFunction(this, 'OrdersFunction', { ...functionProps, code: code('function') });
    const integration = new HttpLambdaIntegration('Orders', orders);
    for (const { method, path } of routes) {
      httpApi.addRoutes({ path, methods: [HttpMethod[method]], integration, authorizer });
    }
  }
}
