import { readFileSync } from 'node:fs';
import { parse as parseTerraform } from '@cdktn/hcl2json';
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

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });
const sam = parse(read('template.yaml'), { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });
const samApi = sam.Resources.Api.Properties;
const { resource, data, locals } = await parseTerraform('main.tf', read('main.tf'));

const routeKeys = routes.map(({ method, path }) => `${method} ${path}`);
const ttlSeconds = 300;

test('the authorizer answers payload 2.0 with policies, which API Gateway caches by the Authorization header for five minutes', () => {
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

test('only this API may invoke the function, and only through this authorizer', () => {
  const authorizerId = Object.keys(cdk.findResources('AWS::ApiGatewayV2::Authorizer'))[0];
  cdk.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Authorizer'), 'Arn'] },
    SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/authorizers/', { Ref: authorizerId }])] },
  });
  expect(resource.aws_lambda_permission.authorizer[0]).toMatchObject({
    principal: 'apigateway.amazonaws.com',
    source_arn: expect.stringMatching(/execution_arn\}\/authorizers\/\$\{aws_apigatewayv2_authorizer\.cognito\.id\}$/),
  });
});

test('the deployed routes are exactly the routes with a rule, all with the authorizer', () => {
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

/** The providers' published schemas, which terraform-schema.ts has written. */
interface Block {
  readonly [name: string]: { readonly required: boolean; readonly block?: Block };
}
const { schema }: { readonly schema: Readonly<Record<string, Block>> } = JSON.parse(read('test/terraform-schema.json'));

type Parsed = Readonly<Record<string, unknown>>;
const isParsed = (value: unknown): value is Parsed =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Terraform's meta-arguments, allowed in any block. */
const metaArguments = ['for_each', 'depends_on', 'lifecycle', 'provider'];

/** A block, a list of blocks, or the blocks of `dynamic`. */
const blocksIn = (value: unknown): readonly Parsed[] => [value].flat().filter(isParsed);

/** Unknown and missing members of a block, by its schema. */
const faultsOf = (path: string, block: Parsed, allowed: Block): readonly string[] => {
  const { dynamic, ...given } = block;
  const made = Object.entries(isParsed(dynamic) ? dynamic : {}).map(([name, loops]): [string, unknown] => [
    name,
    blocksIn(loops).map(({ content }) => blocksIn(content)[0]),
  ]);
  const members = [...Object.entries(given), ...made].filter(([name]) => !metaArguments.includes(name));
  const missing = Object.keys(allowed).filter(
    (name) => allowed[name]?.required === true && !members.some(([member]) => member === name),
  );
  return [
    ...missing.map((name) => `${path} lacks ${name}`),
    ...members.flatMap(([name, value]) => {
      const rule = allowed[name];
      if (rule === undefined) return [`${path} has ${name}`];
      const { block: inner } = rule;
      return inner === undefined ? [] : blocksIn(value).flatMap((one) => faultsOf(`${path}.${name}`, one, inner));
    }),
  ];
};

const faultsIn = (parsed: Parsed): readonly string[] =>
  (['resource', 'data'] as const).flatMap((kind) =>
    Object.entries(isParsed(parsed[kind]) ? parsed[kind] : {}).flatMap(([type, named]) =>
      Object.entries(isParsed(named) ? named : {}).flatMap(([name, list]) =>
        blocksIn(list).flatMap((block) => faultsOf(`${type}.${name}`, block, schema[`${kind}.${type}`] ?? {})),
      ),
    ),
  );

test("main.tf is valid by the providers' published schemas", () => {
  expect(faultsIn({ resource, data })).toEqual([]);
});

test.each([
  ['a misspelt argument', 'memory_size ', 'memory_sizes', 'aws_lambda_function.orders has memory_sizes'],
  ['a missing argument', 'principal     =', '# principal =', 'aws_lambda_permission.authorizer lacks principal'],
  ['a misspelt block', 'tracing_config {', 'trace_config {', 'aws_lambda_function.orders has trace_config'],
  ['a fault in a block', 'log_format =', 'logs_format =', 'aws_lambda_function.orders.logging_config has logs_format'],
  [
    'a fault in a dynamic block',
    'content { variables',
    'content { names',
    'aws_lambda_function.orders.environment has names',
  ],
])('the check of main.tf finds %s', async (_, good, bad, fault) => {
  const text = read('main.tf');
  expect(text).toContain(good);
  expect(faultsIn(await parseTerraform('main.tf', text.replace(good, bad)))).toContain(fault);
});

test('Terraform has the same function settings, logs and alarms as the CDK', () => {
  const [fn] = resource.aws_lambda_function.orders;
  expect(fn).toMatchObject({
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    memory_size: 512,
    timeout: 10,
    logging_config: [{ log_format: 'JSON' }],
    tracing_config: [{ mode: 'Active' }],
  });
  for (const [{ retention_in_days: days }] of Object.values<[{ retention_in_days: number }]>(
    resource.aws_cloudwatch_log_group,
  )) {
    expect(days).toBe(30);
  }

  const [stage] = Object.values(cdk.findResources('AWS::ApiGatewayV2::Stage'));
  const format = Object.entries(JSON.parse(stage?.['Properties'].AccessLogSettings.Format));
  const terraform = read('main.tf').match(/jsonencode\(\{([^}]*)\}\)/)?.[1] ?? '';
  expect(Array.from(terraform.matchAll(/(\w+) += "(.+)"/g), ([, name, value]) => [name, value])).toEqual(format);

  const [filter] = Object.values(cdk.findResources('AWS::Logs::MetricFilter'));
  expect(resource.aws_cloudwatch_log_metric_filter.failures[0].pattern).toBe(filter?.['Properties'].FilterPattern);
  const alarms = Object.values(cdk.findResources('AWS::CloudWatch::Alarm')).map(({ Properties: alarm }) => ({
    alarm_description: alarm.AlarmDescription,
    namespace: alarm.Namespace,
    statistic: alarm.Statistic,
    period: alarm.Period,
    evaluation_periods: alarm.EvaluationPeriods,
    threshold: alarm.Threshold,
    comparison_operator: alarm.ComparisonOperator,
    treat_missing_data: alarm.TreatMissingData,
  }));
  const { failures, keys_failed: keysFailed } = resource.aws_cloudwatch_metric_alarm;
  expect([failures[0], keysFailed[0]]).toMatchObject(alarms);
  expect(failures[0].metric_name).toBe(
    resource.aws_cloudwatch_log_metric_filter.failures[0].metric_transformation[0].name,
  );
  expect(keysFailed[0]).toMatchObject({ metric_name: 'keys_failed', dimensions: { FunctionName: expect.any(String) } });
});

test('npm run bundle writes the files that Terraform uploads', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const entries = Object.keys(locals[0].functions).map((name) => `src/${name}.ts`);
  expect(scripts.bundle).toContain(entries.join(' '));
  expect(resource.aws_lambda_function.orders[0].handler).toMatch(/^\$\{each\.key\}\.handler$/);
  expect(data.archive_file.bundle[0].source_file).toMatch(/\/dist\/\$\{each\.key\}\.mjs$/);
  expect(scripts.bundle).toContain('--outdir=dist --out-extension:.js=.mjs');
});
