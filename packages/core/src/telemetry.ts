export { type CloudWatchMetricsOptions, cloudWatchMetrics } from './cloud-watch-metrics.ts';
export {
  type OpenTelemetryApi,
  type OpenTelemetryCounter,
  type OpenTelemetryHistogram,
  type OpenTelemetryMeter,
  type OpenTelemetrySpan,
  openTelemetry,
} from './open-telemetry.ts';
