import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { CognitoError } from '../pool/cognito-error.ts';

/** An answer in the protocol AWS JSON 1.1. */
export const answerJson = (
  c: Context,
  body: object,
  status: 200 | 400 | 500 = 200,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  c.body(JSON.stringify(body), status, {
    'Content-Type': 'application/x-amz-json-1.1',
    'Cache-Control': 'no-store',
    'x-amzn-RequestId': randomUUID(),
    ...headers,
  });

const answerException = (c: Context, name: string, message: string, status: 400 | 500): Response =>
  answerJson(c, { __type: name, message }, status, {
    'x-amzn-ErrorType': name,
    // A header has no other characters.
    'x-amzn-ErrorMessage': message.replaceAll(/[^ -~]/g, '?'),
  });

/** The answer for an exception. Clients read its name from the header or from the body. */
export const answerCognitoError = (c: Context, { name, message }: CognitoError): Response =>
  answerException(c, name, message, 400);

/** The answer for an error of the pool itself, such as a revocation store that rejects. */
export const answerInternalError = (c: Context): Response =>
  answerException(c, 'InternalErrorException', 'The local pool failed. Its terminal shows the error.', 500);
