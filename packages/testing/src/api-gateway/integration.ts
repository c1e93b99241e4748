import type { NameAndValue } from '../lambda-events/lambda-request.ts';
import type { Reply } from './local-server.ts';

/** Converts a function's answer to a reply. @throws TypeError for an invalid answer. */
export type ReadReply = (result: unknown) => Reply;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (what: string): never => {
  throw new TypeError(`The ${what} of the function's answer is not valid.`);
};

const isHeaderValue = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const pairsIn = (what: string, headers: unknown): readonly NameAndValue[] => {
  const entries = Object.entries(isObject(headers ?? {}) ? (headers ?? {}) : refuse(what));
  return entries.flatMap(([name, value]: [string, unknown]) =>
    [value].flat().map((one): NameAndValue => (isHeaderValue(one) ? [name, String(one)] : refuse(what))),
  );
};

const readStructured = (result: Record<string, unknown>, headers: readonly NameAndValue[]): Reply => {
  const { statusCode, body = '', isBase64Encoded = false } = result;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return refuse('statusCode');
  if (body !== null && typeof body !== 'string') return refuse('body');
  if (typeof isBase64Encoded !== 'boolean') return refuse('isBase64Encoded');
  return { status, headers, body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '') };
};

const hasHeader = (headers: readonly NameAndValue[], wanted: string): boolean =>
  headers.some(([name]) => name.toLowerCase() === wanted);

/**
 * Converts an answer in payload format 1.0, also that of REST APIs. A pair in both `headers` and `multiValueHeaders` is
 * sent once.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const readReplyV1: ReadReply = (result) => {
  if (!isObject(result)) return refuse('value');
  const multiple = pairsIn('multiValueHeaders', result['multiValueHeaders']);
  const isNew = ([name, value]: NameAndValue): boolean =>
    !multiple.some((pair) => pair[0] === name && pair[1] === value);
  const headers = [...pairsIn('headers', result['headers']).filter(isNew), ...multiple];
  const type: readonly NameAndValue[] = hasHeader(headers, 'content-type')
    ? []
    : [['Content-Type', 'application/json']];
  return readStructured(result, [...headers, ...type]);
};

/**
 * Converts an answer in payload format 2.0. An answer without `statusCode` is the body, as JSON.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const readReplyV2: ReadReply = (result) => {
  if (!isObject(result) || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  const cookies = pairsIn('cookies', { 'set-cookie': result['cookies'] ?? [] });
  return readStructured(result, [...pairsIn('headers', result['headers']), ...cookies]);
};
