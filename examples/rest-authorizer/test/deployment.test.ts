import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogLevel } from 'aws-cdk-lib/aws-lambda-nodejs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { OrdersStack } from '../infra/stack.ts';
import { routes } from '../src/routes.ts';

// Bundles the packages' sources, so that no build is needed.
const esbuildArgs = { '--conditions': '@cognito-guard/source,module' };
const stack = new OrdersStack(new App(), 'Orders', {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: 'web',
  bundling: { esbuildArgs, logLevel: LogLevel.WARNING },
});
const cdk = Template.fromStack(stack);

const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const text = readFileSync(new URL('../template.yaml', import.meta.url), 'utf8');
const sam = parse(text, { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });
const samApi = sam.Resources.Api.Properties;

const ttlSeconds = 300;

test('the authorizer receives the whole request, and its answers are cached for five minutes by the Authorization header', () => {
  cdk.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'REQUEST',
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: ttlSeconds,
  });
  expect(samApi.Auth.Authorizers.Cognito).toEqual({
    FunctionArn: { GetAtt: 'AuthorizerFunction.Arn' },
    FunctionPayloadType: 'REQUEST',
    Identity: { Headers: ['Authorization'], ReauthorizeEvery: ttlSeconds },
  });
});

test('only this API may invoke the function, and only through this authorizer', () => {
  const authorizerId = Object.keys(cdk.findResources('AWS::ApiGateway::Authorizer'))[0];
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] },
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/authorizers/', { Ref: authorizerId }])] },
  });
  // SAM adds the same permission unless it is disabled.
  expect(samApi.Auth.Authorizers.Cognito).not.toHaveProperty('DisableFunctionDefaultPermissions');
});

test('the deployed routes are exactly the routes with a rule, all with the authorizer; preflight requests need no token', () => {
  const methods = Object.values(cdk.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => Properties);
  const guarded = methods.filter(({ AuthorizationType }) => AuthorizationType === 'CUSTOM');
  expect(guarded.map(({ HttpMethod }) => HttpMethod).sort()).toEqual(routes.map(({ method }) => method).sort());
  expect(new Set(guarded.map(({ AuthorizerId }) => AuthorizerId.Ref)).size).toBe(1);
  const open = methods.filter((method) => !guarded.includes(method));
  expect(new Set(open.map(({ HttpMethod, AuthorizationType }) => `${HttpMethod} ${AuthorizationType}`))).toEqual(
    new Set(['OPTIONS NONE']),
  );

  const events: { Properties: { Method: string; Path: string } }[] = Object.values(
    sam.Resources.OrdersFunction.Properties.Events,
  );
  expect(events.map(({ Properties: { Method: method, Path: path } }) => ({ method, path }))).toEqual(
    routes.map(({ method, path }) => ({ method, path })),
  );
  expect(samApi.Auth).toMatchObject({ DefaultAuthorizer: 'Cognito', AddDefaultAuthorizerToCorsPreflight: false });
});

test('refusals have a challenge, and CORS headers so that browsers can read it', () => {
  const open = { 'Access-Control-Allow-Origin': "'*'", 'Access-Control-Expose-Headers': "'WWW-Authenticate'" };
  const lacking = { 'WWW-Authenticate': 'context.authorizer.challenge' };
  const expected = [
    ['UNAUTHORIZED', { ...open, 'WWW-Authenticate': `'Bearer realm="api"'` }],
    ['ACCESS_DENIED', { ...open, ...lacking }],
    ['DEFAULT_5XX', open],
  ] as const;
  for (const [ResponseType, headers] of expected) {
    const ResponseParameters = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
    );
    cdk.hasResourceProperties('AWS::ApiGateway::GatewayResponse', { ResponseType, ResponseParameters });
    expect(samApi.GatewayResponses[ResponseType].ResponseParameters).toEqual({ Headers: headers });
  }
  const { ResponseTemplates } = samApi.GatewayResponses.ACCESS_DENIED;
  expect(JSON.parse(ResponseTemplates['application/json'])).toMatchObject({ error: '$context.authorizer.error' });
  cdk.hasResourceProperties('AWS::ApiGateway::GatewayResponse', { ResponseType: 'ACCESS_DENIED', ResponseTemplates });
});
