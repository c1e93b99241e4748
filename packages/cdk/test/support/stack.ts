import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AuthorizerFunction, type AuthorizerFunctionProps, BundledFunction } from '@cognito-guard/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'cognito-guard-cdk-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;

/** A stack in a new app, with its assets in a new folder. */
export const makeStack = (): Stack => {
  made += 1;
  return new Stack(new App({ outdir: join(folder, String(made)) }), 'Test');
};

/** The path of a file in `test/fixtures`. */
export const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Bundles the packages' sources, so that no build is needed. */
const bundling = {
  esbuildArgs: { '--conditions': '@cognito-guard/source,module' },
  logLevel: LogLevel.WARNING,
};

/** A function without a bundle, for tests of the API in front of it. */
export const stubFunction = (stack: Stack, id: string): LambdaFunction =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });

/** The fixtures' authorizer. */
export const makeAuthorizer = (stack: Stack, props: Partial<AuthorizerFunctionProps> = {}): AuthorizerFunction =>
  new AuthorizerFunction(stack, 'Authorizer', {
    entry: fixture('authorizer.ts'),
    bundling,
    environment: { USER_POOL_ID: 'eu-west-1_AbC123xyz', CLIENT_ID: 'web' },
    ...props,
  });

/** The function behind the authorizer. */
export const makeFunction = (stack: Stack): BundledFunction =>
  new BundledFunction(stack, 'Function', { entry: fixture('function.ts'), bundling });

/** The properties of all resources of a type. */
export const propertiesOf = (stack: Stack, type: string) =>
  Object.values(Template.fromStack(stack).findResources(type)).map(({ Properties }) => Properties);

/** The URL of the module of a stack's only function. */
export const bundleOf = (stack: Stack): URL => {
  const app = App.of(stack);
  if (app === undefined) throw new Error('The stack has no app.');
  const { directory } = app.synth();
  const [path, ...others] = globSync('asset.*/index.mjs', { cwd: directory });
  if (path === undefined || others.length > 0) throw new Error('The stack does not have exactly one function.');
  return pathToFileURL(join(directory, path));
};

/** The logical id of the only resource of a type. */
export const idOf = (stack: Stack, type: string): string => {
  const ids = Object.keys(Template.fromStack(stack).findResources(type));
  if (ids.length !== 1) throw new Error(`There are ${ids.length} resources of type ${type}.`);
  return ids.join();
};
