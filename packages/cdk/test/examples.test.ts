/** Settings, logs and alarms of the examples' functions, from the CDK and from SAM. Other tests check their APIs. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib';
import { LogLevel } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { OrdersStack as AppSyncStack } from '../../../examples/appsync-authorizer/infra/stack.ts';
import { OrdersStack as HttpStack } from '../../../examples/http-authorizer/infra/stack.ts';
import { OrdersStack as RestStack } from '../../../examples/rest-authorizer/infra/stack.ts';
import { PricesStack as WebSocketStack } from '../../../examples/websocket-authorizer/infra/stack.ts';

const stacks = { rest: RestStack, http: HttpStack, websocket: WebSocketStack, appsync: AppSyncStack };

const root = fileURLToPath(new URL('../../../', import.meta.url));
const outdir = mkdtempSync(join(tmpdir(), 'cognito-guard-examples-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const short = (name: string) => ({ tag: `!${name}`, resolve: (value: string) => ({ [name]: value }) });

const examples = Object.entries(stacks).map(([name, Stack]) => {
  const app = new App({ outdir: join(outdir, name) });
  new Stack(app, 'Example', {
    userPoolId: 'eu-west-1_AbC123xyz',
    clientId: 'web',
    bundling: { esbuildArgs: { '--conditions': '@cognito-guard/source,module' }, logLevel: LogLevel.WARNING },
  });
  const assembly = app.synth().getStackByName('Example');
  const samPath = join(root, `examples/${name}-authorizer/template.yaml`);
  const sam = parse(readFileSync(samPath, 'utf8'), { customTags: ['Ref', 'GetAtt', 'Sub'].map(short) });
  return { name, cdk: assembly.template, cdkPath: assembly.templateFullPath, sam, samPath };
});

/** The properties of all resources of a type. */
const propertiesOf = (template: (typeof examples)[number]['cdk'], type: string) =>
  Object.values<{ readonly Type: string; readonly Properties: typeof template }>(template.Resources).flatMap((one) =>
    one.Type === type ? [one.Properties] : [],
  );

const validator = new CloudFormationValidatePlugin();

/** Violations that AWS's validator reports for a template, by the published schemas of all resources. */
const violationsOf = (templatePath: string): readonly string[] =>
  validator
    .validate({
      templatePaths: [templatePath],
      stackTemplates: [{ templatePath, stackConstructPath: 'Example', accountId: undefined, region: undefined }],
      appConstruct: new App(),
    })
    .violations.map(({ ruleName, severity, description }) => `${severity} ${ruleName} ${description}`);

test('the guide and all examples install the same versions of aws-cdk-lib and aws-cdk', () => {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const guide =
    read('packages/cdk/README.md')
      .match(/^npm install -D @cognito-guard\/cdk (.+)$/m)?.[1]
      ?.split(' ') ?? [];
  expect(guide.length).toBe(4);
  const manifests = globSync('examples/*/cdk.json', { cwd: root }).map((path) => join(dirname(path), 'package.json'));
  expect(manifests.length).toBe(5);
  for (const path of manifests) {
    const { devDependencies } = JSON.parse(read(path));
    const installed = Object.entries(devDependencies).map(([name, version]) => `${name}@${version}`);
    expect(installed, path).toEqual(expect.arrayContaining(guide));
  }
});

/** Planted errors prove that the validator reports violations. */
test.each([
  ['a misspelt property', 'MemorySize: 512', 'MemorySizes: 512', 'MemorySizes'],
  ['an unknown value', 'RetentionInDays: 30', 'RetentionInDays: 31', 'RetentionInDays'],
  ['a missing property', '      FilterPattern', '      # FilterPattern', 'FilterPattern'],
])('the validator finds %s', (_, good, bad, named) => {
  const planted = join(outdir, 'planted.yaml');
  const [{ samPath } = { samPath: '' }] = examples;
  const text = readFileSync(samPath, 'utf8');
  expect(text).toContain(good);
  writeFileSync(planted, text.replace(good, bad));
  expect(violationsOf(planted).join('\n')).toContain(named);
});

describe.each(examples)('the $name example', ({ cdk, cdkPath, sam, samPath }) => {
  test('has valid CDK and SAM templates by the published schemas', () => {
    expect(violationsOf(samPath)).toEqual([]);
    expect(violationsOf(cdkPath)).toEqual([]);
  });

  test('runs both functions on Node 24 and arm64 with 512 MB, 10 seconds, tracing and JSON logs', () => {
    const settings = { Runtime: 'nodejs24.x', Architectures: ['arm64'], MemorySize: 512, Timeout: 10 };
    const functions = propertiesOf(cdk, 'AWS::Lambda::Function');
    expect(functions.length).toBe(2);
    for (const { LoggingConfig, TracingConfig, ...rest } of functions) {
      expect(rest).toMatchObject(settings);
      expect([LoggingConfig.LogFormat, TracingConfig.Mode]).toEqual(['JSON', 'Active']);
      expect(cdk.Resources[LoggingConfig.LogGroup.Ref].Type).toBe('AWS::Logs::LogGroup');
    }
    expect(sam.Globals.Function).toMatchObject({ ...settings, Tracing: 'Active' });
    const samFunctions = propertiesOf(sam, 'AWS::Serverless::Function');
    expect(samFunctions.length).toBe(2);
    for (const { LoggingConfig } of samFunctions) {
      expect(LoggingConfig.LogFormat).toBe('JSON');
      expect(sam.Resources[LoggingConfig.LogGroup.Ref].Type).toBe('AWS::Logs::LogGroup');
    }
  });

  test('passes user pool and client to the authorizer', () => {
    const environments = propertiesOf(cdk, 'AWS::Lambda::Function').map(({ Environment }) => Environment?.Variables);
    expect(environments).toContainEqual({ USER_POOL_ID: 'eu-west-1_AbC123xyz', CLIENT_ID: 'web' });
    expect(sam.Resources.AuthorizerFunction.Properties.Environment.Variables).toEqual({
      USER_POOL_ID: { Ref: 'UserPoolId' },
      CLIENT_ID: { Ref: 'ClientId' },
    });
  });

  test('keeps every log for one month', () => {
    for (const template of [cdk, sam]) {
      const groups = propertiesOf(template, 'AWS::Logs::LogGroup');
      expect(groups.length).toBeGreaterThanOrEqual(3);
      expect(new Set(groups.map(({ RetentionInDays }) => RetentionInDays))).toEqual(new Set([30]));
    }
  });

  test('writes the same access log fields from the CDK and from SAM', () => {
    const formats = [cdk, sam].map((template) =>
      Object.values<{ readonly Properties: typeof cdk }>(template.Resources).flatMap(({ Properties: properties }) => {
        const { Format } = properties?.AccessLogSetting ?? properties?.AccessLogSettings ?? {};
        return Format === undefined ? [] : [JSON.parse(Format)];
      }),
    );
    expect(formats[1]).toEqual(formats[0]);
    // AppSync has no access log: it logs errors.
    const graphql = [cdk, sam].map((template) => propertiesOf(template, 'AWS::AppSync::GraphQLApi')[0]?.LogConfig);
    expect(formats.map((list) => list.length)).toEqual(graphql[0] === undefined ? [1, 1] : [0, 0]);
    const settings = graphql.map((log) => [log?.FieldLogLevel, log?.ExcludeVerboseContent]);
    expect(settings[1]).toEqual(settings[0]);
  });

  test('has the same alarms from the CDK and from SAM, for failures and for failed fetches of keys', () => {
    const watched = [cdk, sam].map((template) => ({
      patterns: propertiesOf(template, 'AWS::Logs::MetricFilter').map(({ FilterPattern }) => FilterPattern),
      alarms: propertiesOf(template, 'AWS::CloudWatch::Alarm').map(({ MetricName, Dimensions, ...alarm }) => ({
        ...alarm,
        metric: MetricName === 'keys_failed' ? MetricName : 'failures',
        dimensions: (Dimensions ?? []).map(({ Name, Value }: typeof alarm) => [
          Name,
          template.Resources[Value.Ref].Type.replace(/Lambda|Serverless/, ''),
        ]),
      })),
    }));
    expect(watched[0]?.alarms.map(({ metric }) => metric)).toEqual(['failures', 'keys_failed']);
    expect(watched[1]).toEqual(watched[0]);
  });

  test('has handlers with two parameters: event and context', async () => {
    vi.stubEnv('USER_POOL_ID', 'eu-west-1_AbC123xyz');
    vi.stubEnv('CLIENT_ID', 'web');
    const bundles = globSync('asset.*/index.mjs', { cwd: dirname(cdkPath) });
    expect(bundles.length).toBe(2);
    for (const bundle of bundles) {
      const path = join(dirname(cdkPath), bundle);
      const { handler } = await import(pathToFileURL(path).href);
      // The Node 24 runtime rejects handlers with three parameters.
      expect(handler.length).toBeLessThanOrEqual(2);
    }
    vi.unstubAllEnvs();
  });
});
