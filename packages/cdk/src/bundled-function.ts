import { resolve } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Options of {@link BundledFunction}: the options of `NodejsFunction` with different defaults. */
export interface BundledFunctionProps extends NodejsFunctionProps {
  /** The file that exports `handler`. A relative path starts at the CDK app's working directory, next to `cdk.json`. */
  readonly entry: string;
}

/**
 * A Lambda function that esbuild bundles into one minified ES module.
 *
 * Defaults: Node 24, arm64, 512 MB, a timeout of 10 seconds, JSON logs with a retention of one month, X-Ray tracing.
 * AppSync waits at most 10 seconds for an authorizer.
 *
 * @example
 * ```ts
 * import { BundledFunction } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 *
 * class Orders extends Stack {
 *   readonly orders = new BundledFunction(this, 'Orders', { entry: 'src/function.ts', memorySize: 1024 });
 * }
 * ```
 */
export class BundledFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { entry, bundling, ...props }: BundledFunctionProps) {
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(10),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: props.logGroup ?? new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.ONE_MONTH }),
      ...props,
      entry: resolve(entry),
      bundling: { format: OutputFormat.ESM, minify: true, mainFields: ['module', 'main'], ...bundling },
    });
  }
}
