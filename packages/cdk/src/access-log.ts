import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

type Fields = Readonly<Record<string, string>>;

/** Excludes client address, path and query: they can contain personal data, and a query can contain a token. */
const always: Fields = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  status: '$context.status',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

const fields: Readonly<Record<'rest' | 'http' | 'webSocket', Fields>> = {
  rest: {
    ...always,
    method: '$context.httpMethod',
    route: '$context.resourcePath',
    latency: '$context.responseLatency',
  },
  http: { ...always, route: '$context.routeKey', latency: '$context.responseLatency' },
  webSocket: { ...always, route: '$context.routeKey', event: '$context.eventType' },
};

/** @returns The format of the access log's JSON lines for a kind of API. */
export const accessLogFormat = (kind: keyof typeof fields): AccessLogFormat =>
  AccessLogFormat.custom(JSON.stringify(fields[kind]));

/** @returns The log group of the access logs, with a retention of one month. */
export const accessLogGroup = (scope: Construct): LogGroup =>
  new LogGroup(scope, 'AccessLogs', { retention: RetentionDays.ONE_MONTH });
