import { once } from 'node:events';
import { webSocketAuthorizer } from '@cognito-guard/authorizer';
import { GuardedWebSocketApi, type GuardedWebSocketApiProps } from '@cognito-guard/cdk';
import { createVerifier } from '@cognito-guard/core';
import { createTestPool } from '@cognito-guard/testing';
import { startWebSocketApi } from '@cognito-guard/testing/api-gateway';
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { expect, test } from 'vitest';
import { idOf, makeStack, propertiesOf, stubFunction } from './support/stack.ts';

const make = (props: Partial<GuardedWebSocketApiProps> = {}): Stack => {
  const stack = makeStack();
  const served = stubFunction(stack, 'Function');
  new GuardedWebSocketApi(stack, 'Api', {
    authorizer: stubFunction(stack, 'Authorizer'),
    connect: new WebSocketLambdaIntegration('Connect', served),
    message: new WebSocketLambdaIntegration('Message', served),
    ...props,
  });
  return stack;
};

test('$connect has the authorizer, and the message route returns answers', () => {
  const stack = make();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
    RouteKey: '$connect',
    AuthorizationType: 'CUSTOM',
    AuthorizerId: { Ref: idOf(stack, 'AWS::ApiGatewayV2::Authorizer') },
  });
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
    RouteKey: '$default',
    RouteResponseSelectionExpression: '$default',
  });
});

test('the identity source is Sec-WebSocket-Protocol, which browsers can set, unless configured', () => {
  const sources = (stack: Stack): unknown => propertiesOf(stack, 'AWS::ApiGatewayV2::Authorizer')[0].IdentitySource;
  expect(sources(make())).toEqual(['route.request.header.Sec-WebSocket-Protocol']);
  const query = 'route.request.querystring.access_token';
  expect(sources(make({ identitySources: [query] }))).toEqual([query]);
});

test('with the defaults of the construct and of webSocketAuthorizer, a browser can connect', async () => {
  const pool = await createTestPool();
  const [{ IdentitySource: identitySources }] = propertiesOf(make(), 'AWS::ApiGatewayV2::Authorizer');
  const handler = webSocketAuthorizer(createVerifier({ ...pool.options, tokenUse: 'access' }));
  await using api = await startWebSocketApi({
    authorizer: { handler, identitySources },
    routes: { $connect: async () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'bearer' } }) },
  });
  const browser = new WebSocket(api.url, ['bearer', pool.accessToken()]);
  await once(browser, 'open');
  expect(browser.protocol).toBe('bearer');
});

test('only the guarded WebSocket API may invoke the function, and only through its authorizer', () => {
  const stack = make();
  const permissions = propertiesOf(stack, 'AWS::Lambda::Permission').filter(({ FunctionName }) =>
    JSON.stringify(FunctionName).includes('"Authorizer'),
  );
  expect(permissions).toEqual([expect.objectContaining({ Principal: 'apigateway.amazonaws.com' })]);
  const { 'Fn::Join': parts } = permissions[0].SourceArn;
  const authorizer = { Ref: idOf(stack, 'AWS::ApiGatewayV2::Authorizer') };
  expect(parts[1]).toEqual(expect.arrayContaining(['/authorizers/', authorizer]));
});

test("the WebSocket stage logs without address, query or caller, and depends on the account's logging role", () => {
  const stack = make();
  const [{ AutoDeploy, StageName, AccessLogSettings }] = propertiesOf(stack, 'AWS::ApiGatewayV2::Stage');
  expect([AutoDeploy, StageName]).toEqual([true, 'prod']);
  expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({ event: '$context.eventType' });
  expect(AccessLogSettings.Format).not.toMatch(/identity|\.path|principalId|querystring/);
  const template = Template.fromStack(stack);
  template.hasResource('AWS::ApiGatewayV2::Stage', {
    DependsOn: Match.arrayWith([idOf(stack, 'AWS::ApiGateway::Account')]),
  });
  // Other APIs of the account log with it.
  template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
});

test('cloudWatchRole: false sets no logging role of the account', () => {
  expect(propertiesOf(make({ cloudWatchRole: false }), 'AWS::ApiGateway::Account')).toEqual([]);
});
