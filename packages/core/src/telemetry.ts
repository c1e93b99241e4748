export { type CloudWatchMetricsOptions, cloudWatchMetrics } from './telemetry/cloud-watch-metrics.ts';
export {
  type OpenTelemetryApi,
  type OpenTelemetryCounter,
  type OpenTelemetryHistogram,
  type OpenTelemetryMeter,
  type OpenTelemetrySpan,
  openTelemetry,
} from './telemetry/open-telemetry.ts';
