import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SqsBatchResponse } from '@cognito-guard/core/revocation';

/** Converts messages to Lambda's event. */
const eventOf = (messages: readonly Message[]): object => ({
  Records: messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes ?? {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
  })),
});

const receive = async (client: SQSClient, QueueUrl: string): Promise<readonly Message[]> => {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
  return (await client.send(command)).Messages ?? [];
};

const remove = async (client: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> => {
  if (messages.length === 0) return;
  const Entries = messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
};

/**
 * Runs a function on a queue until the queue is empty, like an event source mapping with `ReportBatchItemFailures`: it
 * deletes messages that the function does not report; if the function throws, it deletes none.
 *
 * @returns The number of batches.
 */
export const drain = async (
  client: SQSClient,
  queueUrl: string,
  handler: (event: object) => Promise<SqsBatchResponse>,
): Promise<number> => {
  for (let batches = 0; ; batches++) {
    const messages = await receive(client, queueUrl);
    if (messages.length === 0) return batches;
    const all = messages.map(({ MessageId }) => ({ itemIdentifier: MessageId ?? '' }));
    const { batchItemFailures } = await handler(eventOf(messages)).catch(() => ({ batchItemFailures: all }));
    const failed = new Set<string | undefined>(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    await remove(
      client,
      queueUrl,
      messages.filter(({ MessageId }) => !failed.has(MessageId)),
    );
  }
};

/** Empties a queue. @returns The bodies of its messages. */
export const takeAll = async (client: SQSClient, queueUrl: string): Promise<readonly string[]> => {
  const bodies: string[] = [];
  await drain(client, queueUrl, async (event) => {
    const { Records } = event as { Records: readonly { body: string }[] };
    bodies.push(...Records.map(({ body }) => body));
    return { batchItemFailures: [] };
  });
  return bodies;
};
