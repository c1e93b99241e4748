import { GuardedHttpApi, type GuardedHttpApiProps, HttpPolicyAuthorizer } from '@cognito-guard/cdk';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { expect, test } from 'vitest';
import { routes } from './fixtures/routes.ts';
import { idOf, makeStack, propertiesOf, stubFunction } from './support/stack.ts';

interface World {
  readonly stack: Stack;
  readonly guarded: GuardedHttpApi;
  readonly integration: HttpLambdaIntegration;
}

const make = (props: Partial<GuardedHttpApiProps> = {}): World => {
  const stack = makeStack();
  const integration = new HttpLambdaIntegration('Function', stubFunction(stack, 'Function'));
  const guarded = new GuardedHttpApi(stack, 'Api', {
    authorizer: stubFunction(stack, 'Authorizer'),
    routes,
    integration,
    ...props,
  });
  return { stack, guarded, integration };
};

const routesOf = (stack: Stack) =>
  propertiesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ RouteKey, AuthorizationType, AuthorizerId }) => ({
    RouteKey,
    AuthorizationType,
    AuthorizerId,
  }));

test('each rule becomes a route of the HTTP API with the authorizer, and routes that are added later have it too', () => {
  const { stack, guarded, integration } = make();
  guarded.api.addRoutes({ path: '/later', integration });
  const AuthorizerId = { Ref: idOf(stack, 'AWS::ApiGatewayV2::Authorizer') };
  expect(routesOf(stack)).toEqual(
    ['GET /profile', 'DELETE /orders/{id}', 'ANY /admin/{proxy+}', 'ANY /later'].map((RouteKey) => ({
      RouteKey,
      AuthorizationType: 'CUSTOM',
      AuthorizerId,
    })),
  );
});

test('the HTTP authorizer answers payload 2.0 with policies, cached for five minutes by the Authorization header', () => {
  const { stack } = make();
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: false,
    IdentitySource: ['$request.header.Authorization'],
    AuthorizerResultTtlInSeconds: 300,
  });
});

test('identitySources and a cacheTtl of zero replace the defaults of the HTTP authorizer', () => {
  const { stack } = make({ identitySources: [], cacheTtl: Duration.seconds(0) });
  Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    IdentitySource: [],
    AuthorizerResultTtlInSeconds: 0,
  });
});

test('an HTTP authorizer without identity sources and with a cache throws a TypeError', () => {
  expect(() => make({ identitySources: [] })).toThrow(/identitySources must name the token's location/);
});

test('only the guarded HTTP API may invoke the function, and only through its authorizer', () => {
  const { stack } = make();
  const permissions = propertiesOf(stack, 'AWS::Lambda::Permission').filter(({ FunctionName }) =>
    JSON.stringify(FunctionName).includes('"Authorizer'),
  );
  expect(permissions).toEqual([expect.objectContaining({ Principal: 'apigateway.amazonaws.com' })]);
  const { 'Fn::Join': parts } = permissions[0].SourceArn;
  const authorizer = { Ref: idOf(stack, 'AWS::ApiGatewayV2::Authorizer') };
  expect(parts[1]).toEqual(
    expect.arrayContaining([{ Ref: idOf(stack, 'AWS::ApiGatewayV2::Api') }, '/authorizers/', authorizer]),
  );
});

test('one HttpPolicyAuthorizer guards several APIs, and each may invoke the function', () => {
  const stack = makeStack();
  const defaultAuthorizer = new HttpPolicyAuthorizer(stubFunction(stack, 'Authorizer'));
  const integration = (id: string): HttpLambdaIntegration => new HttpLambdaIntegration(id, stubFunction(stack, id));
  for (const id of ['One', 'Two']) {
    new HttpApi(stack, `Api${id}`, { defaultAuthorizer }).addRoutes({ path: '/', integration: integration(id) });
  }
  const apis = propertiesOf(stack, 'AWS::ApiGatewayV2::Authorizer').map(({ ApiId }) => ApiId.Ref);
  expect(new Set(apis).size).toBe(2);
  const sources = propertiesOf(stack, 'AWS::Lambda::Permission').map(({ SourceArn }) => JSON.stringify(SourceArn));
  expect(sources.filter((source) => source.includes('/authorizers/')).length).toBe(2);
});

test('the HTTP stage deploys automatically and logs each request as JSON without address, path, query or caller', () => {
  const { stack } = make();
  const [{ AutoDeploy, StageName, AccessLogSettings }] = propertiesOf(stack, 'AWS::ApiGatewayV2::Stage');
  expect([AutoDeploy, StageName]).toEqual([true, '$default']);
  expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({ route: '$context.routeKey' });
  expect(AccessLogSettings.Format).not.toMatch(/identity|\.path|principalId|querystring/);
});

test('GuardedHttpApi forwards further options of the API and the stage', () => {
  const { stack } = make({
    api: { apiName: 'orders' },
    cors: {
      allowOrigins: ['https://app.example'],
      allowHeaders: ['Authorization'],
      allowMethods: [CorsHttpMethod.ANY],
    },
    stage: { stageName: 'beta', throttle: { rateLimit: 10, burstLimit: 20 } },
  });
  expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Api')).toEqual([
    expect.objectContaining({ Name: 'orders', CorsConfiguration: expect.objectContaining({ AllowMethods: ['*'] }) }),
  ]);
  const [stage] = propertiesOf(stack, 'AWS::ApiGatewayV2::Stage');
  expect(stage).toMatchObject({
    StageName: 'beta',
    AutoDeploy: true,
    DefaultRouteSettings: { ThrottlingRateLimit: 10 },
  });
});

test('rules that httpAuthorizer rejects fail before the deployment', () => {
  const twice = [
    { method: 'GET', path: '/orders/{id}' },
    { method: 'GET', path: '/orders/{name}', anyGroup: ['ops'] },
  ] as const;
  expect(() => make({ routes: twice })).toThrow(TypeError);
});
