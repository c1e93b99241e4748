import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { parse as parseTerraform } from '@cdktn/hcl2json';
import { revocationEvents } from '@cognito-guard/core/revocation';
import { dynamoDbRevocationStore } from '@cognito-guard/revocation-dynamodb';
import { cognitoCallEvent, lambdaContext, sqsEvent } from '@cognito-guard/testing/lambda-events';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import dynalite from 'dynalite';
import { afterEach, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { bundle } from '../infra/bundle.ts';
import { RevocationStack } from '../infra/stack.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const sub = '704b1e47-34fe-40e9-8c41-504997494531';

// Bundles the packages' sources, so that no build is needed.
const conditions = ['@cognito-guard/source', 'module'];
const templateWith = (createTrail: boolean): Template =>
  Template.fromStack(
    new RevocationStack(new App(), 'Revocation', { userPoolId, createTrail, code: bundle({ conditions }) }),
  );
const cdk = templateWith(true);

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const list = (name: string) => ({
  tag: `!${name}`,
  collection: 'seq' as const,
  resolve: (value: { toJSON(): unknown }) => ({ [name]: value.toJSON() }),
});
const sam = parse(read('template.yaml'), {
  customTags: [...['Ref', 'GetAtt', 'Sub'].map(short), list('Equals')],
}).Resources;
const { resource, locals, data } = await parseTerraform('main.tf', read('main.tf'));

/** An expression in the output of the Terraform parser. */
const hcl = (expression: string): string => `\${${expression}}`;

/** The only resource of a type in the CDK template. */
const only = (type: string): { readonly id: string; readonly properties: Readonly<Record<string, unknown>> } => {
  const [[id, { Properties: properties }] = ['', { Properties: {} }], ...others] = Object.entries(
    cdk.findResources(type),
  );
  expect(others).toEqual([]);
  return { id, properties };
};
const deadLettersOfCdk = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLetters'), 'Arn'] };

afterEach(() => vi.unstubAllEnvs());

test("only CloudTrail's records of calls that end tokens go to the queue", () => {
  const pattern = {
    source: ['aws.cognito-idp'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['cognito-idp.amazonaws.com'], eventName: [...revocationEvents] },
  };
  const { properties } = only('AWS::Events::Rule');
  expect(properties).toMatchObject({ State: 'ENABLED', EventPattern: pattern });
  cdk.hasResourceProperties('AWS::Events::Rule', {
    Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Calls'), 'Arn'] } }],
  });

  expect(sam.CognitoCalls.Properties).toMatchObject({
    EventPattern: pattern,
    Targets: [{ Arn: { GetAtt: 'Calls.Arn' } }],
  });

  expect(locals[0].event_names).toEqual([...revocationEvents]);
  const { event_pattern: eventPattern } = resource.aws_cloudwatch_event_rule.cognito_calls[0];
  for (const part of ['"aws.cognito-idp"', '"AWS API Call via CloudTrail"', '"cognito-idp.amazonaws.com"']) {
    expect(eventPattern).toContain(part);
  }
  expect(eventPattern).toMatch(/eventName\s+= local\.event_names/);
  expect(resource.aws_cloudwatch_event_target.calls[0].arn).toBe(hcl('aws_sqs_queue.calls.arn'));
});

test('only this rule may send to the queues, and only over TLS', () => {
  const policies = Object.values(cdk.findResources('AWS::SQS::QueuePolicy'));
  expect(policies).toHaveLength(2);
  for (const { Properties } of policies) {
    const statements: readonly Readonly<Record<string, unknown>>[] = Properties.PolicyDocument.Statement;
    const rule = { 'Fn::GetAtt': [only('AWS::Events::Rule').id, 'Arn'] };
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
      {
        Action: expect.anything(),
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': rule } },
      },
    ]);
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ]);
  }

  const { Queues, PolicyDocument } = sam.QueuePolicy.Properties;
  expect(Queues).toEqual([{ Ref: 'Calls' }, { Ref: 'DeadLetters' }]);
  expect(PolicyDocument.Statement).toMatchObject([
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': { GetAtt: 'CognitoCalls.Arn' } } },
    },
    { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
  ]);

  const [allow, deny] = data.aws_iam_policy_document.queue[0].statement;
  expect(allow.principals[0].identifiers).toEqual(['events.amazonaws.com']);
  expect(allow.condition[0]).toEqual({
    test: 'ArnEquals',
    variable: 'aws:SourceArn',
    values: [hcl('aws_cloudwatch_event_rule.cognito_calls.arn')],
  });
  expect(deny).toMatchObject({ effect: 'Deny', condition: [{ variable: 'aws:SecureTransport', values: ['false'] }] });
});

test('the dead-letter queue keeps only failed events, for 14 days', () => {
  cdk.hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: deadLettersOfCdk, maxReceiveCount: 5 },
  });
  cdk.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 });
  cdk.hasResourceProperties('AWS::Events::Rule', { Targets: [{ DeadLetterConfig: { Arn: deadLettersOfCdk } }] });
  cdk.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });

  const deadLetters = { GetAtt: 'DeadLetters.Arn' };
  expect(sam.Calls.Properties).toMatchObject({
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: deadLetters, maxReceiveCount: 5 },
  });
  expect(sam.DeadLetters.Properties.MessageRetentionPeriod).toBe(1_209_600);
  expect(sam.CognitoCalls.Properties.Targets[0].DeadLetterConfig).toEqual({ Arn: deadLetters });
  expect(sam.Revoke.Properties.Events.Calls.Properties).toEqual({
    Queue: { GetAtt: 'Calls.Arn' },
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });

  const [calls] = resource.aws_sqs_queue.calls;
  expect(calls.visibility_timeout_seconds).toBe(60);
  expect(calls.redrive_policy).toMatch(
    /deadLetterTargetArn = aws_sqs_queue\.dead_letters\.arn\s+maxReceiveCount\s+= 5/,
  );
  expect(resource.aws_sqs_queue.dead_letters[0].message_retention_seconds).toBe(1_209_600);
  expect(resource.aws_cloudwatch_event_target.calls[0].dead_letter_config).toEqual([
    { arn: hcl('aws_sqs_queue.dead_letters.arn') },
  ]);
  expect(resource.aws_lambda_event_source_mapping.calls[0]).toMatchObject({
    event_source_arn: hcl('aws_sqs_queue.calls.arn'),
    batch_size: 10,
    function_response_types: ['ReportBatchItemFailures'],
  });
});

test("the table's key and time to live match the store's items", () => {
  const table = {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    BillingMode: 'PAY_PER_REQUEST',
  };
  expect(only('AWS::DynamoDB::Table').properties).toMatchObject(table);
  expect(sam.Revocations.Properties).toEqual(table);
  expect(resource.aws_dynamodb_table.revocations[0]).toMatchObject({
    hash_key: 'pk',
    attribute: [{ name: 'pk', type: 'S' }],
    ttl: [{ attribute_name: 'expiresAt', enabled: true }],
    billing_mode: 'PAY_PER_REQUEST',
  });
});

test('the function has its table and its pool in the environment, and may only write one kind of entry', () => {
  const size = { Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 256, Timeout: 10 };
  cdk.hasResourceProperties('AWS::Lambda::Function', {
    ...size,
    Environment: { Variables: { TABLE_NAME: { Ref: only('AWS::DynamoDB::Table').id }, USER_POOL_ID: userPoolId } },
  });
  const policies = JSON.stringify(cdk.findResources('AWS::IAM::Policy'));
  expect(policies.match(/dynamodb:\w+/g)).toEqual(['dynamodb:UpdateItem']);

  expect(sam.Revoke.Properties).toMatchObject({
    ...size,
    Environment: { Variables: { TABLE_NAME: { Ref: 'Revocations' }, USER_POOL_ID: { Ref: 'UserPoolId' } } },
    Policies: [{ Statement: [{ Action: 'dynamodb:UpdateItem', Resource: { GetAtt: 'Revocations.Arn' } }] }],
  });

  expect(resource.aws_lambda_function.revoke[0]).toMatchObject({
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    memory_size: 256,
    timeout: 10,
    environment: [
      { variables: { TABLE_NAME: hcl('aws_dynamodb_table.revocations.name'), USER_POOL_ID: hcl('var.user_pool_id') } },
    ],
  });
  expect(resource.aws_iam_role_policy.table[0].policy.match(/dynamodb:\w+/g)).toEqual(['dynamodb:UpdateItem']);
});

test('the stack creates the trail that EventBridge needs, unless the account has one', () => {
  const selector = { ReadWriteType: 'WriteOnly', IncludeManagementEvents: true };
  cdk.hasResourceProperties('AWS::CloudTrail::Trail', {
    IsLogging: true,
    EventSelectors: [Match.objectLike(selector)],
  });
  const withoutTrail = templateWith(false);
  withoutTrail.resourceCountIs('AWS::CloudTrail::Trail', 0);
  withoutTrail.resourceCountIs('AWS::S3::Bucket', 0);

  expect(sam.Trail.Properties).toMatchObject({ IsLogging: true, EventSelectors: [selector] });
  for (const name of ['Trail', 'TrailBucket', 'TrailBucketPolicy']) expect(sam[name].Condition).toBe('WithTrail');

  expect(resource.aws_cloudtrail.trail[0].event_selector).toEqual([
    { read_write_type: 'WriteOnly', include_management_events: true },
  ]);
  for (const type of ['aws_cloudtrail', 'aws_s3_bucket', 'aws_s3_bucket_policy']) {
    expect(resource[type].trail[0].count).toBe(hcl('var.create_trail ? 1 : 0'));
  }
});

test('the deployed bundle writes revocations to the table, and reports events that it cannot process', async () => {
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

  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { handler } = await import(new URL('../dist/handler/index.mjs', import.meta.url).href);
  expect(handler.length).toBeLessThanOrEqual(2);
  const now = Math.floor(Date.now() / 1000);
  const call = cognitoCallEvent('AdminUserGlobalSignOut', { userPoolId, sub, calledAt: now * 1000 });
  const batch = sqsEvent([call, 'no JSON']);
  expect(await handler(batch, lambdaContext())).toEqual({
    batchItemFailures: [{ itemIdentifier: batch.Records[1]?.messageId }],
  });
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();

  const store = dynamoDbRevocationStore({ client, tableName: 'revocations' });
  const token = { userPoolId, subject: sub, jti: 'any', originJti: 'any', clientId: 'any' };
  expect(await store.isRevoked({ ...token, issuedAt: now })).toBe(true);
  expect(await store.isRevoked({ ...token, issuedAt: now + 1 })).toBe(false);
  client.destroy();
  server.close();
});
