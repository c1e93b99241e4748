import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';
import { cognitoCallEvent, lambdaContext } from '@cognito-guard/testing/lambda-events';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import dynalite from 'dynalite';
import { afterEach, expect, test, vi } from 'vitest';
import { bundle } from '../infra/bundle.ts';
import { RevocationStack } from '../infra/stack.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const sub = '704b1e47-34fe-40e9-8c41-504997494531';

// The packages' sources are bundled, as the other tests run them: nothing has to be built.
const tsconfig = fileURLToPath(new URL('../../../tsconfig.test.json', import.meta.url));
const stack = new RevocationStack(new App(), 'Revocation', { userPoolId, code: bundle({ tsconfig }) });
const cdk = Template.fromStack(stack);
const referenceTo = (type: string): unknown => ({ Ref: Object.keys(cdk.findResources(type))[0] });
afterEach(() => vi.unstubAllEnvs());

test("CloudTrail's records of calls that end tokens reach the function, and nothing else does", () => {
  cdk.resourceCountIs('AWS::Events::Rule', 1);
  cdk.hasResourceProperties('AWS::Events::Rule', {
    State: 'ENABLED',
    EventPattern: {
      source: ['aws.cognito-idp'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['cognito-idp.amazonaws.com'],
        eventName: [
          'RevokeToken',
          'GlobalSignOut',
          'AdminUserGlobalSignOut',
          'AdminDisableUser',
          'AdminDeleteUser',
          'DeleteUser',
        ],
      },
    },
    Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Revoke'), 'Arn'] } }],
  });
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SignOuts'), 'Arn'] },
  });
});

test('the table is keyed and expires as the store writes it', () => {
  cdk.hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    BillingMode: 'PAY_PER_REQUEST',
  });
});

test('the function knows its table and its pool, and may do no more than write one kind of entry', () => {
  cdk.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Environment: { Variables: { TABLE_NAME: referenceTo('AWS::DynamoDB::Table'), USER_POOL_ID: userPoolId } },
  });
  const statements = Object.values(cdk.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }): { Action: unknown }[] => Properties.PolicyDocument.Statement,
  );
  expect(statements.map(({ Action }) => Action)).toEqual(expect.arrayContaining(['dynamodb:UpdateItem']));
  expect(JSON.stringify(statements)).not.toMatch(/dynamodb:(?!UpdateItem")/);
});

test('an event that could not be used is kept, whoever gave up on it', () => {
  const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Lost'), 'Arn'] };
  cdk.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: { Destination: queue } },
  });
  cdk.hasResourceProperties('AWS::Events::Rule', { Targets: [{ DeadLetterConfig: { Arn: queue } }] });
});

test('the bundle that is deployed writes a sign-out down where verifiers ask', async () => {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('TABLE_NAME', 'revocations');
  vi.stubEnv('USER_POOL_ID', userPoolId);
  const client = new DynamoDBClient();
  await client.send(
    new CreateTableCommand({
      TableName: 'revocations',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );

  const { handler } = await import(new URL('../dist/handler/index.mjs', import.meta.url).href);
  expect(handler.length).toBeLessThanOrEqual(2);
  const now = Math.floor(Date.now() / 1000);
  const event = cognitoCallEvent('AdminUserGlobalSignOut', { userPoolId, sub, calledAt: now * 1000 });
  expect(await handler(event, lambdaContext())).toBe('revoked');

  const store = dynamoDbRevocationStore({ client, tableName: 'revocations' });
  const token = { userPoolId, subject: sub, jti: 'any', originJti: 'any' };
  expect(await store.isRevoked({ ...token, issuedAt: now })).toBe(true);
  expect(await store.isRevoked({ ...token, issuedAt: now + 1 })).toBe(false);
  client.destroy();
  server.close();
});
