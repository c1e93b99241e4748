import type { IncomingMessage } from 'node:http';
import type { LambdaEvent } from 'hono/aws-lambda';

type HttpEvent = Extract<LambdaEvent, { rawPath: string }>;

/** What an HTTP API, or a function URL, makes of a request (payload 2.0), as far as Hono reads it. */
export const httpEvent = (method: string, url: string, headers: IncomingMessage['headers']): HttpEvent => {
  const { pathname, search, host } = new URL(url, 'http://localhost');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: null,
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'local',
      authentication: null,
      authorizer: {},
      domainName: host,
      domainPrefix: 'local',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'local',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
};
