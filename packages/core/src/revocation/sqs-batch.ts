import type { UnknownRecord } from '../lib/option-values.ts';
import { asObject, unusable } from './cognito-call.ts';

/**
 * The response to a batch of SQS messages: the messages that SQS keeps.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export interface SqsBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const parse = (body: unknown): unknown => {
  try {
    return JSON.parse(String(body));
  } catch {
    // The error of JSON.parse quotes the text.
    throw unusable('Its body is not JSON.');
  }
};

/**
 * Returns the event of an SQS message: an event that an EventBridge rule sent to the queue, or the payload of a failed
 * asynchronous invocation, which Lambda sent to the function's failure destination.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const eventOf = (body: unknown): unknown => {
  const parsed = parse(body);
  const record = asObject(parsed);
  return record?.['requestPayload'] !== undefined && record['requestContext'] !== undefined
    ? record['requestPayload']
    : parsed;
};

/** The messages of an SQS event; undefined for any other event. */
export const messagesOf = (event: unknown): readonly UnknownRecord[] | undefined => {
  const records = asObject(event)?.['Records'];
  if (records === undefined) return undefined;
  const messages = Array.isArray(records) ? records.map(asObject) : [undefined];
  return messages.map((message) => {
    if (message?.['eventSource'] === 'aws:sqs' && typeof message['messageId'] === 'string') return message;
    throw unusable('Its Records are not SQS messages.');
  });
};
