import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../infra/bundle.ts';
import { PricesStack } from '../infra/stack.ts';

// The packages' sources are bundled, as the other tests run them: nothing has to be built.
const tsconfig = fileURLToPath(new URL('../../../tsconfig.test.json', import.meta.url));
const stack = new PricesStack(new App(), 'Prices', {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: 'web',
  code: (name) => bundle(name, { tsconfig }),
});
const cdk = Template.fromStack(stack);

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const sam = parse(read('template.yaml'), { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });
const samApi = sam.Resources.Api.Properties;

const runtime = { Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512 };

test('whoever connects needs the header that browsers can send, and the authorizer is asked each time', () => {
  const IdentitySource = ['route.request.header.Sec-WebSocket-Protocol'];
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    IdentitySource,
    // WebSocket APIs keep no answers.
    AuthorizerResultTtlInSeconds: Match.absent(),
  });
  expect(samApi.Auth).toEqual({ AuthType: 'CUSTOM', AuthArn: { GetAtt: 'AuthorizerFunction.Arn' }, IdentitySource });
});

test('only this API, through this authorizer, may call it', () => {
  const authorizerId = Object.keys(cdk.findResources('AWS::ApiGatewayV2::Authorizer'))[0];
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AuthorizerFunction'), 'Arn'] },
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/authorizers/', { Ref: authorizerId }])] },
  });
});

test('the authorizer stands before $connect, and other routes answer', () => {
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$connect', AuthorizationType: 'CUSTOM' });
  const answering = { RouteResponseSelectionExpression: '$default' };
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$default', ...answering });
  const FunctionArn = { GetAtt: 'PricesFunction.Arn' };
  expect(samApi.Routes).toEqual({ $connect: { FunctionArn }, $default: { FunctionArn, ...answering } });
});

test('the functions run on the same, small machines, and the authorizer knows its pool', () => {
  cdk.allResourcesProperties('AWS::Lambda::Function', runtime);
  cdk.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { USER_POOL_ID: 'eu-west-1_AbC123xyz', CLIENT_ID: 'web' } },
  });
  expect(sam.Globals.Function).toMatchObject(runtime);
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
