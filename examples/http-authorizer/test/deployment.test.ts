import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse as parseTerraform } from '@cdktn/hcl2json';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../infra/bundle.ts';
import { OrdersStack } from '../infra/stack.ts';
import { routes } from '../src/routes.ts';

// The packages' sources are bundled, as the other tests run them: nothing has to be built.
const tsconfig = fileURLToPath(new URL('../../../tsconfig.test.json', import.meta.url));
const stack = new OrdersStack(new App(), 'Orders', {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: 'web',
  code: (name) => bundle(name, { tsconfig }),
});
const cdk = Template.fromStack(stack);

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const sam = parse(read('template.yaml'), { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });
const samApi = sam.Resources.Api.Properties;
const { resource, locals } = await parseTerraform('main.tf', read('main.tf'));

const routeKeys = routes.map(({ method, path }) => `${method} ${path}`);
const ttlSeconds = 300;
const runtime = { Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512 };

test('the authorizer answers payload 2.0 with policies, which are kept by the Authorization header for five minutes', () => {
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: false,
    IdentitySource: ['$request.header.Authorization'],
    AuthorizerResultTtlInSeconds: ttlSeconds,
  });
  expect(samApi.Auth.Authorizers.Cognito).toEqual({
    FunctionArn: { GetAtt: 'AuthorizerFunction.Arn' },
    EnableFunctionDefaultPermissions: true,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: false,
    Identity: { Headers: ['Authorization'], ReauthorizeEvery: ttlSeconds },
  });
  expect(resource.aws_apigatewayv2_authorizer.cognito[0]).toMatchObject({
    authorizer_type: 'REQUEST',
    authorizer_payload_format_version: '2.0',
    enable_simple_responses: false,
    identity_sources: ['$request.header.Authorization'],
    authorizer_result_ttl_in_seconds: ttlSeconds,
    authorizer_uri: expect.stringContaining('aws_lambda_function.orders["authorizer"].invoke_arn'),
  });
});

test('only this API, through this authorizer, may call it', () => {
  const authorizerId = Object.keys(cdk.findResources('AWS::ApiGatewayV2::Authorizer'))[0];
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerFunction'), 'Arn'] },
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/authorizers/', { Ref: authorizerId }])] },
  });
  expect(resource.aws_lambda_permission.authorizer[0]).toMatchObject({
    principal: 'apigateway.amazonaws.com',
    source_arn: expect.stringMatching(/execution_arn\}\/authorizers\/\$\{aws_apigatewayv2_authorizer\.cognito\.id\}$/),
  });
});

test('every route that has a rule is deployed behind the authorizer, and no other', () => {
  const deployed = Object.values(cdk.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
  expect(deployed.map(({ RouteKey }) => RouteKey)).toEqual(routeKeys);
  expect(new Set(deployed.map(({ AuthorizationType }) => AuthorizationType))).toEqual(new Set(['CUSTOM']));
  expect(new Set(deployed.map(({ AuthorizerId }) => AuthorizerId.Ref)).size).toBe(1);

  const events: { Properties: { Method: string; Path: string } }[] = Object.values(
    sam.Resources.OrdersFunction.Properties.Events,
  );
  expect(events.map(({ Properties: { Method, Path } }) => `${Method} ${Path}`)).toEqual(routeKeys);
  expect(samApi.Auth.DefaultAuthorizer).toBe('Cognito');

  expect(locals[0].routes).toEqual(routeKeys);
  expect(resource.aws_apigatewayv2_route.orders[0]).toMatchObject({ authorization_type: 'CUSTOM' });
});

test('browsers may send the Authorization header', () => {
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: { AllowHeaders: ['Authorization'] } });
  expect(samApi.CorsConfiguration.AllowHeaders).toEqual(['Authorization']);
  const [{ cors_configuration: cors }] = resource.aws_apigatewayv2_api.orders;
  expect(cors[0].allow_headers).toEqual(['Authorization']);
});

test('the functions run on the same, small machines, and the authorizer knows its pool', () => {
  cdk.allResourcesProperties('AWS::Lambda::Function', runtime);
  cdk.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { USER_POOL_ID: 'eu-west-1_AbC123xyz', CLIENT_ID: 'web' } },
  });
  expect(sam.Globals.Function).toMatchObject(runtime);
  expect(resource.aws_lambda_function.orders[0]).toMatchObject({
    runtime: runtime.Runtime,
    architectures: runtime.Architectures,
    memory_size: runtime.MemorySize,
  });
  expect(sam.Resources.AuthorizerFunction.Properties.Environment.Variables).toEqual({
    USER_POOL_ID: { Ref: 'UserPoolId' },
    CLIENT_ID: { Ref: 'ClientId' },
  });
});

test('the bundle that is deployed is small, and takes the event and the context only', async () => {
  const file = new URL('../dist/authorizer/index.mjs', import.meta.url);
  expect(statSync(file).size).toBeLessThanOrEqual(45_000);
  vi.stubEnv('USER_POOL_ID', 'eu-west-1_AbC123xyz');
  vi.stubEnv('CLIENT_ID', 'web');
  const { handler } = await import(file.href);
  // The runtime of Node 24 refuses handlers of three parameters.
  expect(handler.length).toBeLessThanOrEqual(2);
  vi.unstubAllEnvs();
});
