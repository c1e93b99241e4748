import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  memoryRevocationStore,
  type RevocationStore,
  revocationEvents,
  revocationHandler,
  type SqsBatchResponse,
} from '@cognito-guard/core/revocation';
import { cognitoCallEvent, lambdaContext } from '@cognito-guard/testing/lambda-events';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { drain, takeAll } from './support/event-source-mapping.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const maxReceiveCount = 3;

/** A third-party SQS emulator in this process, with the AWS SDK's client. */
let server: Awaited<ReturnType<typeof startFauxqs>>;
let client: SQSClient;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  client = new SQSClient({
    region: 'eu-west-1',
    endpoint: server.address,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

let queueUrl = '';
let deadLetterUrl = '';
let queues = 0;
beforeEach(() => {
  queues++;
  const region = 'eu-west-1';
  const deadLetters = server.createQueue(`dead-letters-${queues}`, { region });
  const queue = server.createQueue(`revocations-${queues}`, {
    region,
    attributes: {
      // Messages that were not deleted are visible again immediately, so that the tests need not wait.
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.queueArn, maxReceiveCount }),
    },
  });
  [queueUrl, deadLetterUrl] = [queue.queueUrl, deadLetters.queueUrl];
});

const send = async (...bodies: readonly string[]): Promise<void> => {
  for (const MessageBody of bodies) await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
};

const now = Math.floor(Date.now() / 1000);
const body = (eventName: string, sub: string): string =>
  JSON.stringify(cognitoCallEvent(eventName, { userPoolId, sub, calledAt: now * 1000 }));

const handlerOf = (store: Pick<RevocationStore, 'revokeUser'>, events = revocationEvents) => {
  const handler = revocationHandler(store, { userPoolIds: userPoolId, events });
  return async (event: object): Promise<SqsBatchResponse> => {
    const answer = await handler(event, lambdaContext());
    if (typeof answer === 'string') throw new Error('The handler answered a batch like a single event.');
    return answer;
  };
};

const isRevoked = (store: RevocationStore, sub: string): Promise<boolean> =>
  store.isRevoked({ userPoolId, subject: sub, jti: 'any', originJti: 'any', issuedAt: now });

test('every handled Cognito call revokes its user through the queue', async () => {
  const store = memoryRevocationStore();
  await send(...revocationEvents.map((name) => body(name, `user of ${name}`)));
  expect(await drain(client, queueUrl, handlerOf(store))).toBe(Math.ceil(revocationEvents.length / 10));
  for (const name of revocationEvents) expect([name, await isRevoked(store, `user of ${name}`)]).toEqual([name, true]);
  expect(await takeAll(client, deadLetterUrl)).toEqual([]);
});

test('RevokeToken revokes its user only if configured, and its message leaves the queue either way', async () => {
  for (const events of [revocationEvents, [...revocationEvents, 'RevokeToken'] as const]) {
    const store = memoryRevocationStore();
    await send(body('RevokeToken', 'eve'));
    expect(await drain(client, queueUrl, handlerOf(store, events))).toBe(1);
    expect(await isRevoked(store, 'eve')).toBe(events.length > revocationEvents.length);
  }
  expect(await takeAll(client, deadLetterUrl)).toEqual([]);
});

test('only the poison event of a batch ends in the dead-letter queue', async () => {
  const store = memoryRevocationStore();
  const poison = ['no JSON', body('AdminDisableUser', 'HIDDEN_DUE_TO_SECURITY_REASONS')];
  await send(body('AdminDisableUser', 'ann'), ...poison, body('GlobalSignOut', 'ben'));
  await drain(client, queueUrl, handlerOf(store));
  expect([await isRevoked(store, 'ann'), await isRevoked(store, 'ben')]).toEqual([true, true]);
  expect([...(await takeAll(client, deadLetterUrl))].sort()).toEqual([...poison].sort());
});

test('events in the dead-letter queue after a store outage take effect after a redrive', async () => {
  const store = memoryRevocationStore();
  const down = { revokeUser: () => Promise.reject(new Error('down')) };
  await send(body('AdminDisableUser', 'cleo'), body('ChangePassword', 'dan'));
  expect(await drain(client, queueUrl, handlerOf(down))).toBe(maxReceiveCount);
  expect(await isRevoked(store, 'cleo')).toBe(false);

  // Like StartMessageMoveTask.
  await send(...(await takeAll(client, deadLetterUrl)));
  await drain(client, queueUrl, handlerOf(store));
  expect([await isRevoked(store, 'cleo'), await isRevoked(store, 'dan')]).toEqual([true, true]);
  expect(await takeAll(client, deadLetterUrl)).toEqual([]);
});
