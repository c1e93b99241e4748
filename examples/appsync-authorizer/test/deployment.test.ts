import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogLevel } from 'aws-cdk-lib/aws-lambda-nodejs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { OrdersStack } from '../infra/stack.ts';
import { rules } from '../src/rules.ts';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

// Bundles the packages' sources, so that no build is needed.
const esbuildArgs = { '--conditions': '@cognito-guard/source,module' };
const stack = new OrdersStack(new App(), 'Orders', {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: 'web',
  bundling: { esbuildArgs, logLevel: LogLevel.WARNING },
});
const cdk = Template.fromStack(stack);

const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const sam = parse(read('template.yaml'), { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });

test('AppSync calls the authorizer for every request and caches its answers for at most five minutes', () => {
  const LambdaAuthorizerConfig = { AuthorizerResultTtlInSeconds: 300 };
  cdk.hasResourceProperties('AWS::AppSync::GraphQLApi', {
    AuthenticationType: 'AWS_LAMBDA',
    AdditionalAuthenticationProviders: Match.absent(),
    LambdaAuthorizerConfig: {
      ...LambdaAuthorizerConfig,
      AuthorizerUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] },
    },
  });
  expect(sam.Resources.Api.Properties).toMatchObject({
    Name: 'orders',
    AuthenticationType: 'AWS_LAMBDA',
    LambdaAuthorizerConfig: { ...LambdaAuthorizerConfig, AuthorizerUri: { GetAtt: 'AuthorizerFunction.Arn' } },
  });
});

test('only this API may invoke the authorizer', () => {
  const apiId = Object.keys(cdk.findResources('AWS::AppSync::GraphQLApi'))[0];
  const permission = { Action: 'lambda:InvokeFunction', Principal: 'appsync.amazonaws.com' };
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    ...permission,
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] },
    SourceArn: { 'Fn::GetAtt': [apiId, 'Arn'] },
  });
  expect(sam.Resources.AuthorizerPermission.Properties).toEqual({
    ...permission,
    FunctionName: { GetAtt: 'AuthorizerFunction.Arn' },
    SourceArn: { GetAtt: 'Api.Arn' },
  });
});

test('every rule names a field of the schema, because a misspelt rule would leave its field open', () => {
  const ruled = rules.map(({ type, field }) => `${type}.${field}`);
  const nameOf = ({ Properties: { TypeName, FieldName } }: { Properties: { TypeName: string; FieldName: string } }) =>
    `${TypeName}.${FieldName}`;
  const ofCdk = Object.values(cdk.findResources('AWS::AppSync::Resolver')).map(({ Properties }) =>
    nameOf({ Properties }),
  );
  expect(ofCdk).toEqual(expect.arrayContaining(ruled));
  const { Me, ListOrders, DeleteOrder } = sam.Resources;
  expect([Me, ListOrders, DeleteOrder].map(nameOf).sort()).toEqual(ofCdk.sort());
});
