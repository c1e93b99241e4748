import type { ConformanceReply, ConformanceRequest } from '@cognito-guard/testing/conformance';
import { albEvent, httpEvent, httpEventV1, latticeEvent, restEvent } from '@cognito-guard/testing/lambda-events';

/** The event format of one host. */
export interface EventKind {
  readonly name: string;
  /** Of repeated headers and parameters, the host passes only the last one to the function. */
  readonly keepsLastOnly?: true;
  readonly build: (request: ConformanceRequest) => object;
}

/** Every host that calls a Lambda function over HTTP. Function URLs send what HTTP APIs send. */
export const eventKinds: readonly EventKind[] = [
  { name: 'REST API', build: restEvent },
  { name: 'HTTP API, payload 1.0', build: httpEventV1 },
  { name: 'HTTP API, payload 2.0, and function URL', build: httpEvent },
  { name: 'ALB', keepsLastOnly: true, build: (request) => albEvent(request) },
  { name: 'ALB with multi-value headers', build: (request) => albEvent(request, { multiValueHeaders: true }) },
  { name: 'VPC Lattice', build: latticeEvent },
];

/** The event of one host. */
export const buildEvent = (name: string, request: Partial<ConformanceRequest> = {}): object => {
  const kind = eventKinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`no such event kind: ${name}`);
  return kind.build({ method: 'GET', path: '/', headers: [], ...request });
};

/** The HTTP response that the host makes of a function's result. */
export const replyOf = (answer: unknown): ConformanceReply => {
  const { statusCode, headers, multiValueHeaders, body } = answer as {
    statusCode: number;
    headers?: Record<string, string>;
    multiValueHeaders?: Record<string, string[]>;
    body?: string;
  };
  return { status: statusCode, headers: { ...headers, ...multiValueHeaders }, body: body ?? '' };
};
