import { byName, type LambdaRequest, last, list, type NameAndValue, partsOf } from './lambda-request.ts';

/** The event of an Application Load Balancer for a function: either kind of headers and parameters, never both. */
export interface AlbEvent {
  requestContext: { elb: { targetGroupArn: string } };
  httpMethod: string;
  path: string;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  queryStringParameters?: Record<string, string>;
  multiValueQueryStringParameters?: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
}

/** The event of VPC Lattice for a function in event structure 2.0. */
export interface LatticeEvent {
  version: '2.0';
  path: string;
  method: string;
  headers: Record<string, string[]>;
  queryStringParameters: Record<string, string[]>;
  body?: string;
  requestContext: {
    serviceNetworkArn: string;
    serviceArn: string;
    targetGroupArn: string;
    /** The caller: the VPC of an unsigned request. */
    identity: { sourceVpcArn: string };
    region: string;
    timeEpoch: string;
  };
  isBase64Encoded: boolean;
}

/** Splits parameters without decoding, as load balancers do. */
const undecoded = (search: string): readonly NameAndValue[] =>
  search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]);

/**
 * Builds the event of an Application Load Balancer for a function.
 *
 * @param request - Default `GET /` without headers.
 * @param options - `multiValueHeaders`: the setting of the target group of this name, default false: of what was sent
 * several times, the function then sees the last value only.
 * @returns A new event.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @example
 * ```ts
 * import { albEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = albEvent({ path: '/me', headers: { Authorization: 'Bearer …' } }, { multiValueHeaders: true });
 * console.log(event.multiValueHeaders?.['authorization']); // ['Bearer …']
 * ```
 */
export const albEvent = (
  request: LambdaRequest = {},
  { multiValueHeaders = false }: { readonly multiValueHeaders?: boolean } = {},
): AlbEvent => {
  const { method, pathname, search, lowerCaseHeaders } = partsOf(request);
  const parameters = undecoded(search);
  return {
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/local/0123456789abcdef' },
    },
    httpMethod: method,
    path: pathname,
    ...(multiValueHeaders
      ? {
          multiValueHeaders: byName(lowerCaseHeaders, list),
          multiValueQueryStringParameters: byName(parameters, list),
        }
      : { headers: byName(lowerCaseHeaders, last), queryStringParameters: byName(parameters, last) }),
    body: request.body ?? '',
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
};

/**
 * Builds the event of VPC Lattice for a function, event structure 2.0: every header and parameter a list.
 *
 * @param request - Default `GET /` without headers.
 * @returns A new event.
 * @see https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html
 * @example
 * ```ts
 * import { latticeEvent } from '@cognito-guard/testing/lambda-events';
 *
 * console.log(latticeEvent({ path: '/me?full=1' }).queryStringParameters); // { full: ['1'] }
 * ```
 */
export const latticeEvent = (request: LambdaRequest = {}): LatticeEvent => {
  const { method, lowerCaseHeaders, parameters, timeEpoch } = partsOf(request);
  const account = 'arn:aws:vpc-lattice:eu-west-1:123456789012';
  return {
    version: '2.0',
    path: request.path ?? '/',
    method,
    headers: byName(lowerCaseHeaders, list),
    queryStringParameters: byName(parameters, list),
    ...(request.body === undefined ? {} : { body: request.body }),
    requestContext: {
      serviceNetworkArn: `${account}:servicenetwork/sn-0123456789abcdef0`,
      serviceArn: `${account}:service/svc-0123456789abcdef0`,
      targetGroupArn: `${account}:targetgroup/tg-0123456789abcdef0`,
      identity: { sourceVpcArn: 'arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0123456789abcdef0' },
      region: 'eu-west-1',
      timeEpoch: String(timeEpoch * 1000),
    },
    isBase64Encoded: request.isBase64Encoded ?? false,
  };
};
