import { createTestPool } from '@cognito-guard/testing';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { afterEach, expect, test, vi } from 'vitest';
import { bundleOf, idOf, makeAuthorizer, makeFunction, makeStack, propertiesOf } from './support/stack.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('BundledFunction runs on Node 24 and arm64 with 10 seconds, tracing, and JSON logs for one month', () => {
  const stack = makeStack();
  makeFunction(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    MemorySize: 512,
    Timeout: 10,
    TracingConfig: { Mode: 'Active' },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: idOf(stack, 'AWS::Logs::LogGroup') } },
  });
  expect(propertiesOf(stack, 'AWS::Logs::LogGroup')).toEqual([{ RetentionInDays: 30 }]);
});

test('props of BundledFunction override every default', () => {
  const stack = makeStack();
  const logGroup = new LogGroup(stack, 'Logs', { retention: RetentionDays.ONE_YEAR });
  makeAuthorizer(stack, { memorySize: 1024, timeout: Duration.seconds(5), logGroup });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024, Timeout: 5 });
  expect(propertiesOf(stack, 'AWS::Logs::LogGroup')).toEqual([{ RetentionInDays: 365 }]);
});

test("the failure alarm counts failures other than Unauthorized in the function's log", () => {
  const stack = makeStack();
  makeAuthorizer(stack);
  const [filter] = propertiesOf(stack, 'AWS::Logs::MetricFilter');
  expect(filter).toMatchObject({
    LogGroupName: { Ref: idOf(stack, 'AWS::Logs::LogGroup') },
    FilterPattern:
      '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || $.record.status = "timeout" || $.record.status = "failure" }',
  });
  const [{ MetricName, MetricNamespace }] = filter.MetricTransformations;
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: MetricNamespace,
    MetricName,
    Dimensions: Match.absent(),
    Statistic: 'Sum',
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
});

test('the alarm on keys_failed watches the metric that the deployed bundle writes', async () => {
  const stack = makeStack();
  makeAuthorizer(stack);
  const alarm = propertiesOf(stack, 'AWS::CloudWatch::Alarm').find(({ MetricName }) => MetricName === 'keys_failed');
  expect(alarm).toMatchObject({
    Namespace: 'CognitoGuard',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: idOf(stack, 'AWS::Lambda::Function') } }],
  });

  const pool = await createTestPool();
  const keys = await pool.listen();
  await keys.close();
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'deployed-name');
  vi.stubEnv('USER_POOL_ID', pool.userPoolId);
  vi.stubEnv('CLIENT_ID', pool.clientId);
  vi.stubEnv('JWKS_URI', keys.jwksUri);
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { handler } = await import(bundleOf(stack).href);
  const event = {
    type: 'TOKEN',
    authorizationToken: `Bearer ${pool.accessToken()}`,
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/profile',
  };
  await expect(handler(event)).rejects.toThrow();
  const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
  const failed = lines.find(({ type }) => type === 'keys_failed');
  const [{ Namespace, Dimensions, Metrics }] = failed._aws.CloudWatchMetrics;
  expect(failed).toMatchObject({ FunctionName: 'deployed-name', keys_failed: 1 });
  expect({ Namespace, Dimensions, Metrics }).toMatchObject({
    Namespace: alarm.Namespace,
    Dimensions: expect.arrayContaining([['FunctionName']]),
    Metrics: [{ Name: alarm.MetricName }],
  });
});

test('a bundle is one module whose handler has two parameters: event and context', async () => {
  const stack = makeStack();
  makeAuthorizer(stack);
  const module = bundleOf(stack);
  vi.stubEnv('USER_POOL_ID', 'eu-west-1_AbC123xyz');
  vi.stubEnv('CLIENT_ID', 'web');
  const { handler } = await import(module.href);
  // The Node 24 runtime rejects handlers with three parameters.
  expect(handler.length).toBeLessThanOrEqual(2);
});

test('the function gets the preloaded keys, and an invalid key set fails before the deployment', async () => {
  const stack = makeStack();
  const pool = await createTestPool();
  makeAuthorizer(stack, { preloadedKeys: pool.jwks() });
  const [authorizer] = propertiesOf(stack, 'AWS::Lambda::Function');
  expect(JSON.parse(authorizer.Environment.Variables.PRELOADED_KEYS)).toEqual(pool.jwks());
  expect(() => makeAuthorizer(makeStack(), { preloadedKeys: { keys: [] } })).toThrow(/keys\.preload/);
});
