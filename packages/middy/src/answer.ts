import { AuthError } from '@cognito-guard/core';
import { isHttpEvent, wantsMultiValueHeaders } from '@cognito-guard/core/lambda';
import type { Request } from '@middy/core';

/** The response for API Gateway, function URLs, load balancers and VPC Lattice. */
interface Answer {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

type Headers = Readonly<Record<string, string>>;

/** Whether a handler or other middleware has set the response. */
const isAnswer = (response: unknown): response is Partial<Answer> => typeof response === 'object' && response !== null;

const asLists = (headers: Headers = {}): Record<string, string[]> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

/** The headers are a new object, because `http-cors` adds to them. */
const answerTo = ({ code, message, status, headers }: AuthError, event: unknown): Answer => {
  const all: Record<string, string> = { ...headers, 'Content-Type': 'application/json' };
  return {
    statusCode: status,
    ...(wantsMultiValueHeaders(event) ? { multiValueHeaders: asLists(all) } : { headers: all }),
    body: JSON.stringify({ code, message }),
    isBase64Encoded: false,
  };
};

/**
 * Middy's `onError`: sets the response for an `AuthError` and ignores every other error. It keeps the response of other
 * middleware. Where the host reads lists only, it adds the headers as lists, because `http-error-handler` sets single
 * values only.
 */
export const answerRefusal = (request: Request): void => {
  const { error, event, response }: { error: unknown; event: unknown; response: unknown } = request;
  if (!AuthError.is(error) || !isHttpEvent(event)) return;
  if (response === undefined) request.response = answerTo(error, event);
  else if (isAnswer(response) && wantsMultiValueHeaders(event))
    request.response = {
      ...response,
      multiValueHeaders: { ...asLists(response.headers), ...response.multiValueHeaders },
    };
};

const isSameHeader = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * Middy's `after`: adds headers that a response does not have. It does not change a result without `statusCode`, which
 * HTTP APIs and function URLs convert to a response.
 */
export const addHeaders = (request: Request, headersFor: (status: number) => Headers): void => {
  const { event, response }: { event: unknown; response: unknown } = request;
  if (!isAnswer(response) || response.statusCode === undefined) return;
  const isGiven = (name: string): boolean =>
    Object.keys({ ...response.headers, ...response.multiValueHeaders }).some((given) => isSameHeader(given, name));
  const missing = Object.fromEntries(
    Object.entries(headersFor(response.statusCode)).filter(([name]) => !isGiven(name)),
  );
  if (Object.keys(missing).length === 0) return;
  request.response = wantsMultiValueHeaders(event)
    ? { ...response, multiValueHeaders: { ...response.multiValueHeaders, ...asLists(missing) } }
    : { ...response, headers: { ...response.headers, ...missing } };
};
