import { createVerifier, type JsonWebKeySet } from '@cognito-guard/core';
import { Duration, Names } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';

/** Options of {@link AuthorizerFunction}. */
export interface AuthorizerFunctionProps extends BundledFunctionProps {
  /**
   * The pool's key set, from `cognito-guard keys`. The construct stores it as JSON in the environment variable
   * `PRELOADED_KEYS`, so that a cold start fetches no keys. Default none.
   */
  readonly preloadedKeys?: JsonWebKeySet;
  /** The namespace of the handler's `cloudWatchMetrics`. Default `CognitoGuard`. */
  readonly metricsNamespace?: string;
}

/**
 * Matches log lines of failures: errors of the handler except `Unauthorized`, timeouts and crashes.
 *
 * Lambda's metric `Errors` also counts each `Unauthorized`, with which an authorizer answers 401.
 */
const failures = FilterPattern.literal(
  '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || $.record.status = "timeout" || $.record.status = "failure" }',
);

/** Throws the TypeError of `createVerifier` for these keys before the deployment. */
const checkKeys = (preload: JsonWebKeySet): void => {
  createVerifier({ userPoolId: 'us-east-1_Example', clientId: '-', tokenUse: null, keys: { preload } });
};

/**
 * A Lambda authorizer: a {@link BundledFunction} with two alarms. Add your actions to them.
 *
 * - `failureAlarm`: an invocation failed for a reason other than a refused token. It reads the function's JSON log.
 * - `keysFailedAlarm`: a fetch of the pool's keys failed. It watches the metric `keys_failed`, which the handler writes
 *   with `onEvent: cloudWatchMetrics({ dimensions: { FunctionName: … } })`. Without the metric, it never fires.
 *
 * @throws TypeError where `preloadedKeys` is not a key set.
 * @example
 * ```ts
 * import { AuthorizerFunction } from '@cognito-guard/cdk';
 * import { Stack } from 'aws-cdk-lib';
 *
 * class Orders extends Stack {
 *   readonly authorizer = new AuthorizerFunction(this, 'Authorizer', {
 *     entry: 'src/authorizer.ts',
 *     environment: { USER_POOL_ID: 'eu-west-1_AbC123xyz', CLIENT_ID: 'my-app-client' },
 *   });
 * }
 * ```
 */
export class AuthorizerFunction extends BundledFunction {
  readonly failureAlarm: Alarm;
  readonly keysFailedAlarm: Alarm;

  constructor(
    scope: Construct,
    id: string,
    { preloadedKeys, metricsNamespace = 'CognitoGuard', ...props }: AuthorizerFunctionProps,
  ) {
    if (preloadedKeys !== undefined) checkKeys(preloadedKeys);
    super(scope, id, props);
    if (preloadedKeys !== undefined) this.addEnvironment('PRELOADED_KEYS', JSON.stringify(preloadedKeys));

    const { logGroup, functionName: FunctionName } = this;
    const failed = new MetricFilter(this, 'Failures', {
      logGroup,
      filterPattern: failures,
      metricNamespace: metricsNamespace,
      metricName: `${Names.uniqueResourceName(this, { maxLength: 200 })}_failures`,
    });
    const statistic = { period: Duration.minutes(5), statistic: 'Sum' };
    this.failureAlarm = this.#alarm('FailureAlarm', failed.metric(statistic), 'The authorizer failed.');
    this.keysFailedAlarm = this.#alarm(
      'KeysFailedAlarm',
      new Metric({
        namespace: metricsNamespace,
        metricName: 'keys_failed',
        dimensionsMap: { FunctionName },
        ...statistic,
      }),
      "The authorizer could not fetch its pool's keys.",
    );
  }

  #alarm(id: string, metric: IMetric, alarmDescription: string): Alarm {
    return new Alarm(this, id, {
      metric,
      alarmDescription,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
