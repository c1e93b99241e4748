import { createVerifier, type JsonWebKeySet } from '@cognito-guard/core';
import { Duration, Names } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';

/** Options of {@link AuthorizerFunction}. */
export interface AuthorizerFunctionProps extends BundledFunctionProps {
  /**
   * The pool's key set, as `cognito-guard keys` writes it. The function finds it as JSON in `PRELOADED_KEYS`, so that a
   * cold start fetches nothing. Default none.
   */
  readonly preloadedKeys?: JsonWebKeySet;
  /** The namespace that the handler's `cloudWatchMetrics` writes to. Default `CognitoGuard`. */
  readonly metricsNamespace?: string;
}

/**
 * Log lines about failures of the authorizer: what the handler threw, except `Unauthorized`; timeouts and crashes.
 *
 * Lambda's own metric `Errors` counts each `Unauthorized` too, which is how an authorizer answers 401.
 */
const failures = FilterPattern.literal(
  '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || $.record.status = "timeout" || $.record.status = "failure" }',
);

/** Throws what `createVerifier` would throw about these keys in the deployed function. */
const checkKeys = (preload: JsonWebKeySet): void => {
  createVerifier({ userPoolId: 'us-east-1_Example', clientId: '-', tokenUse: null, keys: { preload } });
};

/**
 * A Lambda authorizer: a {@link BundledFunction} with two alarms, to which you add the actions.
 *
 * - `failureAlarm`: an invocation failed other than by refusing a token. It reads the function's JSON log.
 * - `keysFailedAlarm`: a fetch of the pool's keys failed. It watches the metric `keys_failed` that the handler writes with
 *   `onEvent: cloudWatchMetrics({ dimensions: { FunctionName: … } })`, and stays silent where the handler does not.
 *
 * @throws TypeError where `preloadedKeys` is no key set.
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
