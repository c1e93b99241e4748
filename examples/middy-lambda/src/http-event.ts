import type { IncomingMessage } from 'node:http';
import type { AuthContext } from '@cognito-guard/middy';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

/** What an HTTP API, or a function URL, makes of a request (payload 2.0). */
export const httpEvent = (method: string, url: string, headers: IncomingMessage['headers']): APIGatewayProxyEventV2 => {
  const { pathname, search, host } = new URL(url, 'http://localhost');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'local',
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

/**
 * What Lambda hands over beside an event: a new one for each. Middy's types want the whole context from whoever calls a
 * handler, the `auth` that middleware has yet to set too.
 */
export const lambdaContext = (): AuthContext<never> => {
  const context: Context = {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'orders',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
    memoryLimitInMB: '128',
    awsRequestId: 'local',
    logGroupName: '/aws/lambda/orders',
    logStreamName: 'local',
    getRemainingTimeInMillis: () => 3_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
  return context as AuthContext<never>;
};
