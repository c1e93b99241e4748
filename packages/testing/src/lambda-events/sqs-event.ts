import { randomUUID } from 'node:crypto';

/** One SQS message in an event. */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, never>>;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/** A batch of messages. */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

/**
 * Builds the event of a Lambda event source mapping for messages of an SQS queue.
 *
 * @param bodies - The messages' bodies: text unchanged, other values as JSON.
 * @returns The event, with unique ids for each message.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * @example
 * ```ts
 * import { sqsEvent } from '@cognito-guard/testing/lambda-events';
 *
 * console.log(sqsEvent([{ a: 1 }, 'text']).Records.map(({ body }) => body)); // [ '{"a":1}', 'text' ]
 * ```
 */
export const sqsEvent = (bodies: readonly unknown[]): SqsEvent => ({
  Records: bodies.map((body) => ({
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:revocations',
    awsRegion: 'eu-west-1',
  })),
});
