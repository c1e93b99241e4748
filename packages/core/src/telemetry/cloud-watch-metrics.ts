import type { EventListener } from '../events.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { fail, functionOf, type Reader, textLike } from '../lib/option-values.ts';
import { fieldsOf } from './event-fields.ts';

/** Options of {@link cloudWatchMetrics}. */
export interface CloudWatchMetricsOptions {
  /** The namespace of the metrics. Default `CognitoGuard`. */
  readonly namespace?: string;
  /**
   * Dimensions of every metric, such as `{ FunctionName: 'orders-authorizer' }`. Default none. Each distinct combination
   * of values is a metric that CloudWatch bills.
   */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Receives each line, without a line break. Default: standard output, or `console.log` where there is none. */
  readonly write?: (line: string) => void;
  /** Milliseconds since the epoch; for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Not `console.log`: Lambda's JSON log format wraps its line in another object, and CloudWatch finds no metrics there.
 */
const writeToStdout = (line: string): void => {
  const stdout = globalThis.process?.stdout;
  if (stdout === undefined) console.log(line);
  else stdout.write(`${line}\n`);
};

/** CloudWatch's own rules: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const dimensions: Reader<Readonly<Record<string, string>>> = (given, path) => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return fail(path, given, 'an object of names and values');
  }
  for (const [name, value] of Object.entries(given)) {
    if (!/^[A-Za-z][\w.-]{0,254}$/.test(name)) fail(path, name, 'an object whose names are letters, digits and . - _');
    const isValue = typeof value === 'string' && /^[ -~]{1,1024}$/.test(value) && value.trim() !== '';
    if (!isValue) fail(`${path}.${name}`, value, '1 to 1024 printable ASCII characters');
  }
  return { ...given };
};

const schema = {
  namespace: optional(textLike(/^[\w.\-/#:]{1,255}$/, '1 to 255 letters, digits and . - _ / # :'), 'CognitoGuard'),
  dimensions: optional(dimensions, {}),
  write: optional(functionOf<(line: string) => void>(), writeToStdout),
  clock: optional(functionOf<() => number>(), Date.now),
} satisfies Schema<CloudWatchMetricsOptions>;

/**
 * Events with the pool as a dimension. They are rare, so that a service with thousands of tenants pays for few metrics.
 */
const isFailureOfPool = (type: unknown): boolean => type === 'keys_failed' || type === 'keys_stale';

/**
 * Writes each event as a line of CloudWatch's embedded metric format (EMF). On Lambda no other setup is needed:
 * CloudWatch Logs extracts metrics from such lines. Elsewhere the CloudWatch agent or FireLens ships them.
 *
 * - A metric for each type of event, unit `Count`: `verified`, `rejected`, `keys_failed` and so on. Each is counted
 *   once with the given `dimensions` alone, for alarms, and once more with its details: `code` for `rejected`, `reason`
 *   for `keys_failed` and `revocation_failed`, `step` for `sign_out_failed`, `userPoolId` for `keys_failed` and
 *   `keys_stale`.
 * - `verification_time`, unit `Microseconds`, for `verified` and `rejected`.
 * - The event's other fields, for CloudWatch Logs Insights.
 *
 * Lambda logs the lines at level `INFO`: a higher application log level drops them.
 *
 * No line holds token text, a claim, a kid or a URL, because no event does.
 *
 * @param options - See {@link CloudWatchMetricsOptions}.
 * @returns A listener for `onEvent`. It writes synchronously, so that a function that freezes after its response loses
 *   no line.
 * @throws TypeError for an invalid option.
 * @see
 *   https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { cloudWatchMetrics } from '@cognito-guard/core/telemetry';
 *
 * const verifier = createVerifier({
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: 'my-app-client',
 *   tokenUse: 'access',
 *   onEvent: cloudWatchMetrics({ namespace: 'Orders' }),
 * });
 * ```
 */
export const cloudWatchMetrics = (options: CloudWatchMetricsOptions = {}): EventListener => {
  const { namespace, dimensions, write, clock } = readOptions(
    'cloudWatchMetrics',
    options,
    schema,
    'cloudWatchMetrics: ',
  );
  const fixed = Object.keys(dimensions);

  return (event) => {
    const { microseconds, ...fields } = fieldsOf(event);
    const details = Object.keys(fields).filter(
      (name) => ['code', 'reason', 'step'].includes(name) || (name === 'userPoolId' && isFailureOfPool(event.type)),
    );
    const isTimed = microseconds !== undefined;
    const directive = {
      Namespace: namespace,
      Dimensions: details.length === 0 ? [fixed] : [fixed, [...fixed, ...details]],
      Metrics: [
        { Name: event.type, Unit: 'Count' },
        ...(isTimed ? [{ Name: 'verification_time', Unit: 'Microseconds' }] : []),
      ],
    };
    write(
      JSON.stringify({
        _aws: { Timestamp: clock(), CloudWatchMetrics: [directive] },
        ...fields,
        ...dimensions,
        [event.type]: 1,
        ...(isTimed && { verification_time: microseconds }),
      }),
    );
  };
};
