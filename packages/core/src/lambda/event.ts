import { type HttpRequest, queryOfUrl } from '../http/token-source.ts';
import { isObject, isText, type UnknownRecord } from '../lib/value-types.ts';

/** All values with a matching name, one per header line or parameter where the host separates them. */
const valuesOf = (values: unknown, isMatch: (name: string) => boolean): readonly string[] =>
  Object.entries(isObject(values) ? values : {})
    .filter(([name]) => isMatch(name))
    .flatMap(([, value]) => value)
    .filter(isText);

/**
 * Whether the sender of an event interprets an answer with a status. SQS, for example, takes every return value for
 * success.
 *
 * @param event - Lambda's event.
 * @returns True for the HTTP events that {@link readLambdaEvent} reads.
 */
export const isHttpEvent = (event: unknown): event is UnknownRecord =>
  isObject(event) && ('headers' in event || 'multiValueHeaders' in event || isObject(event['requestContext']));

/** Reads method and path: payload 2.0, then REST APIs and payload 1.0, then VPC Lattice and load balancers. */
const readTarget = (event: UnknownRecord): Pick<HttpRequest, 'method' | 'url'> => {
  const context = isObject(event['requestContext']) ? event['requestContext'] : {};
  const http = isObject(context['http']) ? context['http'] : {};
  const first = (...values: readonly unknown[]): string | undefined => values.find(isText);
  return {
    method: first(http['method'], event['httpMethod'], event['method']),
    url: first(event['rawPath'], context['path'], event['path']),
  };
};

/**
 * Reads the event of a Lambda function that is called over HTTP: REST API and WebSocket API (headers in the client's
 * casing, single and multi-value), HTTP API and function URL (lower case, joined by commas, cookies apart), Application
 * Load Balancer (single or multi-value), VPC Lattice version 2 (lists).
 *
 * The formats are compatible, so the function does not detect the host.
 *
 * @param event - Lambda's event.
 * @returns The request's headers and query, for token sources.
 * @throws Error where the event is not an HTTP request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
 * @example
 * ```ts
 * import { bearer, readToken } from '@cognito-guard/core/http';
 * import { readLambdaEvent } from '@cognito-guard/core/lambda';
 *
 * const tokenOf = (event: unknown) => readToken(readLambdaEvent(event), [bearer()]);
 * ```
 */
export const readLambdaEvent = (event: unknown): HttpRequest => {
  if (!isHttpEvent(event)) {
    throw new Error(
      'This event is not an HTTP request of API Gateway, a function URL, ALB or VPC Lattice (version 2).',
    );
  }
  return {
    ...readTarget(event),
    header: (name) => {
      // HTTP APIs remove cookies from the headers.
      if (name === 'cookie' && Array.isArray(event['cookies'])) return event['cookies'].filter(isText);
      const isMatch = (other: string): boolean => other.toLowerCase() === name;
      const lines = valuesOf(event['multiValueHeaders'], isMatch);
      return lines.length > 0 ? lines : valuesOf(event['headers'], isMatch);
    },
    query: (name) => {
      const { rawQueryString, requestContext } = event;
      if (isText(rawQueryString)) return queryOfUrl(`?${rawQueryString}`, name);
      const values = event['multiValueQueryStringParameters'] ?? event['queryStringParameters'];
      const isLoadBalancer = isObject(requestContext) && 'elb' in requestContext;
      return isLoadBalancer ? queryOfUrl(encodedQuery(values), name) : valuesOf(values, (other) => other === name);
    },
  };
};

/**
 * A load balancer splits the query string without decoding it. Joined again, it equals the string that the client sent.
 */
const encodedQuery = (values: unknown): string => {
  const pairs = Object.entries(isObject(values) ? values : {}).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}=${one}`),
  );
  return `?${pairs.join('&')}`;
};

/**
 * Whether the host expects lists of header values: a load balancer expects them where it sent lists.
 *
 * @param event - Lambda's event.
 * @returns True where the answer needs `multiValueHeaders`.
 */
export const wantsMultiValueHeaders = (event: unknown): boolean =>
  isObject(event) && isObject(event['multiValueHeaders']) && !isObject(event['headers']);
