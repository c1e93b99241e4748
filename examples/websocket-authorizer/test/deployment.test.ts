import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogLevel } from 'aws-cdk-lib/aws-lambda-nodejs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { PricesStack } from '../infra/stack.ts';

// Bundles the packages' sources, so that no build is needed.
const esbuildArgs = { '--conditions': '@cognito-guard/source,module' };
const stack = new PricesStack(new App(), 'Prices', {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: 'web',
  bundling: { esbuildArgs, logLevel: LogLevel.WARNING },
});
const cdk = Template.fromStack(stack);

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const sam = parse(read('template.yaml'), { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });
const samApi = sam.Resources.Api.Properties;

test('connections need the Sec-WebSocket-Protocol header, and each one calls the authorizer', () => {
  const IdentitySource = ['route.request.header.Sec-WebSocket-Protocol'];
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'REQUEST',
    IdentitySource,
    // WebSocket APIs cache no answers.
    AuthorizerResultTtlInSeconds: Match.absent(),
  });
  expect(samApi.Auth).toEqual({ AuthType: 'CUSTOM', AuthArn: { GetAtt: 'AuthorizerFunction.Arn' }, IdentitySource });
});

test('only this API may invoke the function, and only through this authorizer', () => {
  const authorizerId = Object.keys(cdk.findResources('AWS::ApiGatewayV2::Authorizer'))[0];
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] },
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/authorizers/', { Ref: authorizerId }])] },
  });
});

test('$connect has the authorizer, and the other routes have responses', () => {
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$connect', AuthorizationType: 'CUSTOM' });
  const answering = { RouteResponseSelectionExpression: '$default' };
  cdk.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$default', ...answering });
  const FunctionArn = { GetAtt: 'PricesFunction.Arn' };
  expect(samApi.Routes).toEqual({ $connect: { FunctionArn }, $default: { FunctionArn, ...answering } });
});
