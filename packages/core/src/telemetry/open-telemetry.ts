import type { EventListener } from '../events.ts';
import { readOptions, type Schema } from '../lib/option-schema.ts';
import { objectWith } from '../lib/option-values.ts';
import { type EventFields, fieldsOf } from './event-fields.ts';

/** The part of a span that {@link openTelemetry} uses. */
export interface OpenTelemetrySpan {
  isRecording(): boolean;
  addEvent(name: string, attributes: Record<string, string | number | boolean>): unknown;
}

/** The part of a counter that {@link openTelemetry} uses. */
export interface OpenTelemetryCounter {
  add(value: number, attributes: Record<string, string | number | boolean>): void;
}

/** The part of a histogram that {@link openTelemetry} uses. */
export interface OpenTelemetryHistogram {
  record(value: number, attributes: Record<string, string | number | boolean>): void;
}

/** The part of a meter that {@link openTelemetry} uses. */
export interface OpenTelemetryMeter {
  createCounter(name: string, options: { description: string; unit: string }): OpenTelemetryCounter;
  createHistogram(
    name: string,
    options: { description: string; unit: string; advice: { explicitBucketBoundaries: number[] } },
  ): OpenTelemetryHistogram;
}

/** The part of `@opentelemetry/api` that {@link openTelemetry} uses. */
export interface OpenTelemetryApi {
  readonly trace: { getActiveSpan(): OpenTelemetrySpan | undefined };
  readonly metrics: { getMeter(name: string): OpenTelemetryMeter };
}

const schema = {
  trace: objectWith<OpenTelemetryApi['trace']>('the trace of @opentelemetry/api', 'getActiveSpan'),
  metrics: objectWith<OpenTelemetryApi['metrics']>('the metrics of @opentelemetry/api', 'getMeter'),
} satisfies Schema<OpenTelemetryApi>;

/** From 10 µs, a cached token, to 2.5 s, a slow fetch of keys. The SDK's default buckets are for milliseconds. */
const durationBuckets = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
];

/** `userPoolId` becomes `cognito_guard.user_pool_id`. */
const attributeName = (field: string): string =>
  `cognito_guard.${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

const toAttributes = (fields: EventFields): Record<string, string | number | boolean> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [attributeName(name), value]));

/**
 * Reports events to OpenTelemetry: each event as a span event on the active span and as a count, and each verification
 * with its duration. Names and units follow OpenTelemetry's semantic conventions.
 *
 * | metric | instrument | attributes |
 * | --- | --- | --- |
 * | `cognito_guard.verification.duration` | histogram, `s` | `cognito_guard.cache` and `cognito_guard.token_use`, or `error.type` |
 * | `cognito_guard.events` | counter, `{event}` | `cognito_guard.event_type`, `error.type` |
 *
 * `error.type` is the code of `rejected`, the reason of `keys_failed` and `revocation_failed`, and the step of
 * `sign_out_failed`. The span event `cognito_guard.rejected` has all fields of its event as attributes:
 * `cognito_guard.user_pool_id` and so on. A span that has ended, or is not sampled, receives none. No attribute holds
 * token text, a claim, a kid or a URL.
 *
 * @param api - `trace` and `metrics` of `@opentelemetry/api`. The first event creates the meter, so the SDK may be
 *   registered after this call.
 * @returns A listener for `onEvent`.
 * @throws TypeError where `trace` or `metrics` is missing.
 * @see https://opentelemetry.io/docs/specs/semconv/general/metrics/
 * @example
 * ```ts
 * import { metrics, trace } from '@opentelemetry/api';
 * import { createVerifier } from '@cognito-guard/core';
 * import { openTelemetry } from '@cognito-guard/core/telemetry';
 *
 * const verifier = createVerifier({
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: 'my-app-client',
 *   tokenUse: 'access',
 *   onEvent: openTelemetry({ trace, metrics }),
 * });
 * ```
 */
export const openTelemetry = (api: OpenTelemetryApi): EventListener => {
  const { trace, metrics } = readOptions('openTelemetry', api, schema, 'openTelemetry: ');
  let instruments: { readonly events: OpenTelemetryCounter; readonly duration: OpenTelemetryHistogram } | undefined;
  const createInstruments = (): NonNullable<typeof instruments> => {
    const meter = metrics.getMeter('@cognito-guard/core');
    return {
      events: meter.createCounter('cognito_guard.events', {
        description: 'Events of token verifiers.',
        unit: '{event}',
      }),
      duration: meter.createHistogram('cognito_guard.verification.duration', {
        description: 'Duration of token verifications.',
        unit: 's',
        advice: { explicitBucketBoundaries: durationBuckets },
      }),
    };
  };

  return (event) => {
    instruments ??= createInstruments();
    const { type: _, microseconds: __, ...fields } = fieldsOf(event);
    const errorType = fields['code'] ?? fields['reason'] ?? fields['step'];
    const error = errorType === undefined ? {} : { 'error.type': errorType };

    instruments.events.add(1, { 'cognito_guard.event_type': event.type, ...error });
    if ('microseconds' in event) {
      const verified = event.type === 'verified' ? { cache: event.cache, tokenUse: event.tokenUse } : {};
      instruments.duration.record(event.microseconds / 1e6, { ...toAttributes(verified), ...error });
    }
    const span = trace.getActiveSpan();
    if (span?.isRecording()) span.addEvent(`cognito_guard.${event.type}`, { ...toAttributes(fields), ...error });
  };
};
