import { GuardedGraphqlApi, type GuardedGraphqlApiProps } from '@cognito-guard/cdk';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { fixture, idOf, makeStack, propertiesOf, stubFunction } from './support/stack.ts';

const make = (props: Partial<GuardedGraphqlApiProps> = {}): Stack => {
  const stack = makeStack();
  new GuardedGraphqlApi(stack, 'Api', {
    authorizer: stubFunction(stack, 'Authorizer'),
    schema: fixture('schema.graphql'),
    ...props,
  });
  return stack;
};

test('AppSync calls the authorizer for every request and caches its answers for at most five minutes', () => {
  const authorizer = { AuthorizerUri: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] } };
  Template.fromStack(make()).hasResourceProperties('AWS::AppSync::GraphQLApi', {
    AuthenticationType: 'AWS_LAMBDA',
    AdditionalAuthenticationProviders: Match.absent(),
    LambdaAuthorizerConfig: { ...authorizer, AuthorizerResultTtlInSeconds: 300 },
  });
  Template.fromStack(make({ cacheTtl: Duration.seconds(0) })).hasResourceProperties('AWS::AppSync::GraphQLApi', {
    LambdaAuthorizerConfig: { AuthorizerResultTtlInSeconds: 0 },
  });
});

test('only the guarded GraphQL API may invoke the authorizer', () => {
  const stack = make();
  expect(propertiesOf(stack, 'AWS::Lambda::Permission')).toEqual([
    expect.objectContaining({
      Action: 'lambda:InvokeFunction',
      Principal: 'appsync.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [idOf(stack, 'AWS::AppSync::GraphQLApi'), 'Arn'] },
    }),
  ]);
});

test('the GraphQL API is traced, and logs errors without headers, which contain tokens', () => {
  const stack = make();
  const [api] = propertiesOf(stack, 'AWS::AppSync::GraphQLApi');
  expect(api).toMatchObject({ XrayEnabled: true, LogConfig: { FieldLogLevel: 'ERROR', ExcludeVerboseContent: true } });
  const name = ['/aws/appsync/apis/', { 'Fn::GetAtt': [idOf(stack, 'AWS::AppSync::GraphQLApi'), 'ApiId'] }];
  // GraphqlApi would deploy an additional function only to set the retention.
  expect(propertiesOf(stack, 'AWS::Lambda::Function').length).toBe(1);
  const logs = { LogGroupName: { 'Fn::Join': ['', name] }, RetentionInDays: 30 };
  expect(propertiesOf(stack, 'AWS::Logs::LogGroup')).toEqual([logs]);
});

test('rules may name any field of an object type, including fields of type extensions', () => {
  const fields = [
    { type: 'Mutation', field: 'deleteOrder' },
    { type: 'Query', field: 'orders' },
  ];
  expect(() => make({ fields })).not.toThrow();
});

test.each([
  ['a misspelt field', { type: 'Mutation', field: 'deleteOrders' }],
  ['a misspelt type', { type: 'Mutations', field: 'deleteOrder' }],
  ['a field of another type', { type: 'Query', field: 'deleteOrder' }],
])('a rule for %s fails before the deployment, because it would guard no field', (_, rule) => {
  expect(() => make({ fields: [{ type: 'Query', field: 'me' }, rule] })).toThrow(
    `fields[1] must name a field of the schema; it has no ${rule.type}.${rule.field}.`,
  );
});

test('GuardedGraphqlApi forwards further API options and keeps the Lambda authorization', () => {
  const stack = make({ api: { name: 'orders', xrayEnabled: false } });
  const [api] = propertiesOf(stack, 'AWS::AppSync::GraphQLApi');
  expect(api).toMatchObject({ Name: 'orders', XrayEnabled: false, AuthenticationType: 'AWS_LAMBDA' });
});
