import type { ContractReply, ContractRequest } from '@cognito-guard/testing';

/** How one host hands a request to a Lambda function. */
export interface EventKind {
  readonly name: string;
  /** The host shows the function the last one only of headers and parameters that were sent several times. */
  readonly keepsLastOnly?: true;
  readonly build: (request: ContractRequest) => object;
}

type Pairs = readonly (readonly [name: string, value: string])[];
type Join<T> = (values: readonly string[]) => T;

const last: Join<string> = (values) => values.at(-1) ?? '';
const list: Join<readonly string[]> = (values) => values;
const comma: Join<string> = (values) => values.join(',');

/** Pairs by name, in the order of their first appearance; null for none, as API Gateway has it. */
const byName = <T>(pairs: Pairs, join: Join<T>): Record<string, T> | null => {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  const entries = [...values].map(([name, all]) => [name, join(all)] as const);
  return entries.length === 0 ? null : Object.fromEntries(entries);
};

const lowerCase = (pairs: Pairs): Pairs => pairs.map(([name, value]) => [name.toLowerCase(), value]);

const partsOf = ({ path }: ContractRequest): { pathname: string; search: string } => {
  const start = path.indexOf('?');
  return start < 0 ? { pathname: path, search: '' } : { pathname: path.slice(0, start), search: path.slice(start + 1) };
};

const decoded = (search: string): Pairs => [...new URLSearchParams(search)];
const undecoded = (search: string): Pairs =>
  search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
const restEvent = (request: ContractRequest): object => {
  const { pathname, search } = partsOf(request);
  return {
    resource: pathname,
    path: pathname,
    httpMethod: request.method,
    headers: byName(request.headers, last),
    multiValueHeaders: byName(request.headers, list),
    queryStringParameters: byName(decoded(search), last),
    multiValueQueryStringParameters: byName(decoded(search), list),
    pathParameters: null,
    stageVariables: null,
    requestContext: { resourcePath: pathname, httpMethod: request.method, stage: 'prod', requestId: 'request' },
    body: null,
    isBase64Encoded: false,
  };
};

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
const httpEvent = (request: ContractRequest): object => {
  const { pathname, search } = partsOf(request);
  const headers = lowerCase(request.headers);
  const cookies = headers.filter(([name]) => name === 'cookie').flatMap(([, value]) => value.split('; '));
  const parameters = byName(decoded(search), comma);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers:
      byName(
        headers.filter(([name]) => name !== 'cookie'),
        comma,
      ) ?? {},
    ...(parameters === null ? {} : { queryStringParameters: parameters }),
    requestContext: { http: { method: request.method, path: pathname, protocol: 'HTTP/1.1' }, stage: '$default' },
    isBase64Encoded: false,
  };
};

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html */
const albEvent = (request: ContractRequest, isMultiValue: boolean): object => {
  const { pathname, search } = partsOf(request);
  const headers = lowerCase(request.headers);
  return {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/a/b' } },
    httpMethod: request.method,
    path: pathname,
    ...(isMultiValue
      ? {
          multiValueHeaders: byName(headers, list) ?? {},
          multiValueQueryStringParameters: byName(undecoded(search), list) ?? {},
        }
      : { headers: byName(headers, last) ?? {}, queryStringParameters: byName(undecoded(search), last) ?? {} }),
    body: '',
    isBase64Encoded: false,
  };
};

/** https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html */
const latticeEvent = (request: ContractRequest): object => {
  const { search } = partsOf(request);
  return {
    version: '2.0',
    path: request.path,
    method: request.method,
    headers: byName(lowerCase(request.headers), list) ?? {},
    queryStringParameters: byName(decoded(search), list) ?? {},
    requestContext: { serviceArn: 'arn:aws:vpc-lattice:eu-west-1:111122223333:service/svc-1', region: 'eu-west-1' },
    isBase64Encoded: false,
  };
};

/** Every host that calls a Lambda function over HTTP. Function URLs send what HTTP APIs send. */
export const eventKinds: readonly EventKind[] = [
  { name: 'REST API', build: restEvent },
  { name: 'HTTP API, payload 1.0', build: (request) => ({ version: '1.0', ...restEvent(request) }) },
  { name: 'HTTP API, payload 2.0, and function URL', build: httpEvent },
  { name: 'ALB', keepsLastOnly: true, build: (request) => albEvent(request, false) },
  { name: 'ALB with multi-value headers', build: (request) => albEvent(request, true) },
  { name: 'VPC Lattice', build: latticeEvent },
];

/** The event of one host. */
export const buildEvent = (name: string, request: Partial<ContractRequest> = {}): object => {
  const kind = eventKinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`no such event kind: ${name}`);
  return kind.build({ method: 'GET', path: '/', headers: [], ...request });
};

/** What the host makes of a function's answer. */
export const replyOf = (answer: unknown): ContractReply => {
  const { statusCode, headers, multiValueHeaders, body } = answer as {
    statusCode: number;
    headers?: Record<string, string>;
    multiValueHeaders?: Record<string, string[]>;
    body?: string;
  };
  return { status: statusCode, headers: { ...headers, ...multiValueHeaders }, body: body ?? '' };
};
