import type { VerifierEvent } from '@cognito-guard/core';
import { type OpenTelemetryApi, openTelemetry } from '@cognito-guard/core/telemetry';
import { context, diag, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventOfLaterVersion, eventsOfEachType, verifyWith } from '../support/verifier-events.ts';

let metricExporter: InMemoryMetricExporter;
let spanExporter: InMemorySpanExporter;
let meterProvider: MeterProvider;
let onEvent: (event: VerifierEvent) => void;

beforeEach(() => {
  // Made before the SDK is registered, as in an application that imports its verifier first.
  onEvent = openTelemetry({ trace, metrics });
  metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  spanExporter = new InMemorySpanExporter();
  meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 })],
  });
  metrics.setGlobalMeterProvider(meterProvider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }));
});

afterEach(async () => {
  await meterProvider.shutdown();
  for (const api of [trace, metrics, context, diag]) api.disable();
});

interface Recorded {
  readonly unit: string;
  readonly points: readonly { readonly attributes: object; readonly value: unknown }[];
}

/** All metrics that an exporter receives. */
const collect = async (): Promise<Readonly<Record<string, Recorded>>> => {
  await meterProvider.forceFlush();
  const scopes = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? [];
  expect(scopes.map(({ scope }) => scope.name)).toEqual(['@cognito-guard/core']);
  return Object.fromEntries(
    scopes.flatMap((scope) =>
      scope.metrics.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        { unit: descriptor.unit, points: dataPoints.map(({ attributes, value }) => ({ attributes, value })) },
      ]),
    ),
  );
};

test('each event is counted by its type, failures with error.type', async () => {
  for (const event of eventsOfEachType) onEvent(event);
  const { 'cognito_guard.events': events } = await collect();
  expect(events).toEqual({
    unit: '{event}',
    points: [
      { attributes: { 'cognito_guard.event_type': 'verified' }, value: 1 },
      { attributes: { 'cognito_guard.event_type': 'rejected', 'error.type': 'token_expired' }, value: 1 },
      { attributes: { 'cognito_guard.event_type': 'keys_refreshed' }, value: 1 },
      { attributes: { 'cognito_guard.event_type': 'keys_failed', 'error.type': 'timeout' }, value: 1 },
      { attributes: { 'cognito_guard.event_type': 'keys_stale' }, value: 1 },
      { attributes: { 'cognito_guard.event_type': 'revocation_failed', 'error.type': 'error' }, value: 1 },
      { attributes: { 'cognito_guard.event_type': 'sign_out_failed', 'error.type': 'cognito' }, value: 1 },
    ],
  });
});

test('verifications are a histogram in seconds, with buckets from microseconds to seconds', async () => {
  for (const event of eventsOfEachType) onEvent(event);
  const { 'cognito_guard.verification.duration': duration } = await collect();
  expect(duration?.unit).toBe('s');
  expect(duration?.points.map(({ attributes }) => attributes)).toEqual([
    { 'cognito_guard.cache': 'miss', 'cognito_guard.token_use': 'access' },
    { 'error.type': 'token_expired' },
  ]);
  const [verified, rejected] = (duration?.points ?? []).map(({ value }) => value);
  expect(verified).toMatchObject({ count: 1, sum: 0.00018 });
  expect(rejected).toMatchObject({ count: 1, sum: 0.00004 });
  const { boundaries } = (verified as { readonly buckets: { readonly boundaries: readonly number[] } }).buckets;
  expect([boundaries[0], boundaries.at(-1)]).toEqual([0.00001, 2.5]);
});

test('the active span receives each event with all its fields', () => {
  trace.getTracer('test').startActiveSpan('request', (span) => {
    for (const event of eventsOfEachType) onEvent(event);
    span.end();
  });
  const [span] = spanExporter.getFinishedSpans();
  expect(span?.events.map(({ name }) => name)).toEqual(eventsOfEachType.map(({ type }) => `cognito_guard.${type}`));
  expect(span?.events[0]?.attributes).toEqual({
    'cognito_guard.user_pool_id': 'eu-west-1_AbC123xyz',
    'cognito_guard.token_use': 'access',
    'cognito_guard.cache': 'miss',
  });
  expect(span?.events[3]?.attributes).toEqual({
    'cognito_guard.user_pool_id': 'eu-west-1_AbC123xyz',
    'cognito_guard.reason': 'timeout',
    'cognito_guard.error_code': 'ETIMEDOUT',
    'cognito_guard.retry_after_seconds': 1,
    'error.type': 'timeout',
  });
});

test('a span that has ended receives nothing, and events outside of spans are counted', async () => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  diag.setLogger({ error: warn, warn, info: () => {}, debug: () => {}, verbose: () => {} });
  trace.getTracer('test').startActiveSpan('request', (span) => {
    span.end();
    for (const event of eventsOfEachType) onEvent(event);
  });
  expect(warnings).toEqual([]);
  for (const event of eventsOfEachType) onEvent(event);
  expect(spanExporter.getFinishedSpans().map(({ events }) => events)).toEqual([[]]);
  const { 'cognito_guard.events': events } = await collect();
  expect(events?.points.map(({ value }) => value)).toEqual([2, 2, 2, 2, 2, 2, 2]);
});

test('an event of a later version is counted and traced with its plain fields and no others', async () => {
  trace.getTracer('test').startActiveSpan('request', (span) => {
    onEvent(eventOfLaterVersion);
    span.end();
  });
  const { 'cognito_guard.events': events } = await collect();
  expect(events?.points).toEqual([
    { attributes: { 'cognito_guard.event_type': 'pool_retired', 'error.type': 'timeout' }, value: 1 },
  ]);
  expect(spanExporter.getFinishedSpans()[0]?.events[0]?.attributes).toEqual({
    'cognito_guard.reason': 'timeout',
    'cognito_guard.retry_after_seconds': 1,
    'cognito_guard.error_code': 'ENOTFOUND',
    'error.type': 'timeout',
  });
});

test('a verifier with the sink reports into the span of its request, without token text, claims, kids or URLs', async () => {
  const { secrets } = await trace.getTracer('test').startActiveSpan('request', async (span) => {
    const world = await verifyWith(onEvent);
    span.end();
    return world;
  });
  const [span] = spanExporter.getFinishedSpans();
  const names = span?.events.map(({ name }) => name) ?? [];
  expect(names.slice(0, 4)).toEqual(
    ['keys_refreshed', 'verified', 'verified', 'rejected'].map((type) => `cognito_guard.${type}`),
  );
  expect(names).toContain('cognito_guard.keys_failed');
  const reported = JSON.stringify([span?.events, await collect()]);
  for (const secret of secrets) expect(reported).not.toContain(secret);
});

test.each<[unknown, string]>([
  [{ metrics }, 'openTelemetry: trace must be the trace of @opentelemetry/api'],
  [{ trace, metrics: undefined }, 'openTelemetry: metrics must be the metrics of @opentelemetry/api'],
  [undefined, 'openTelemetry must be an object with trace, metrics'],
])('a missing part of the API throws at construction: %#', (api, message) => {
  const make = (): unknown => openTelemetry(api as OpenTelemetryApi);
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});
