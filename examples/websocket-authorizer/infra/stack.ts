import { Stack, type StackProps } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface PricesStackProps extends StackProps {
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

/** A WebSocket API that lets in who has a token. API Gateway asks the authorizer on `$connect` only, and keeps nothing. */
export class PricesStack extends Stack {
  constructor(scope: Construct, id: string, { userPoolId, clientId, code, ...props }: PricesStackProps) {
    super(scope, id, props);

    const authorizerFunction = new LambdaFunction(this, 'AuthorizerFunction', {
      ...functionProps,
      code: code('authorizer'),
      environment: { USER_POOL_ID: userPoolId, CLIENT_ID: clientId },
    });
    const authorizer = new WebSocketLambdaAuthorizer('Cognito', authorizerFunction, {
      // A request without this header is answered with 401, and the authorizer is not called.
      identitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    });

    const prices = new LambdaFunction(this, 'PricesFunction', { ...functionProps, code: code('function') });
    const webSocketApi = new WebSocketApi(this, 'Api', {
      connectRouteOptions: { integration: new WebSocketLambdaIntegration('Connect', prices), authorizer },
      defaultRouteOptions: { integration: new WebSocketLambdaIntegration('Message', prices), returnResponse: true },
    });
    new WebSocketStage(this, 'Stage', { webSocketApi, stageName: 'prod', autoDeploy: true });
  }
}
