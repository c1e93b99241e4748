import { AuthError } from '@cognito-guard/core';
import { isHttpEvent, wantsMultiValueHeaders } from '@cognito-guard/core/lambda';
import type { Request } from '@middy/core';

/** What API Gateway, function URLs, load balancers and VPC Lattice take as an answer. */
interface Answer {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** The headers are the answer's own: `http-cors` adds to them. */
const answerTo = ({ code, message, status, headers }: AuthError, event: unknown): Answer => {
  const all: Record<string, string> = { ...headers, 'Content-Type': 'application/json' };
  const lists = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
  return {
    statusCode: status,
    ...(wantsMultiValueHeaders(event) ? { multiValueHeaders: lists } : { headers: all }),
    body: JSON.stringify({ code, message }),
    isBase64Encoded: false,
  };
};

/** Middy's `onError`: answers a refusal, unless another middleware has, and leaves every other error alone. */
export const answerRefusal = (request: Request): void => {
  const { error, event, response }: { error: unknown; event: unknown; response: unknown } = request;
  if (response === undefined && AuthError.is(error) && isHttpEvent(event)) request.response = answerTo(error, event);
};
