import { inspect } from 'node:util';
import {
  memoryRevocationStore,
  type RevocationHandlerOptions,
  revocationEvents,
  revocationHandler,
  type UserRevocation,
} from '@cognito-guard/core/revocation';
import { cognitoCallEvent, lambdaContext, sqsEvent } from '@cognito-guard/testing/lambda-events';
import { describe, expect, test } from 'vitest';

const userPoolId = 'eu-west-1_AbC123xyz';
const otherPool = 'eu-west-1_Second';
const sub = '704b1e47-34fe-40e9-8c41-504997494531';
const calledAt = Date.parse('2026-11-20T10:00:00Z') / 1000;

const call = (eventName: string, detail: Readonly<Record<string, unknown>> = {}) =>
  cognitoCallEvent(eventName, { sub, calledAt: calledAt * 1000, detail });

const context = lambdaContext();

const start = (options: Partial<RevocationHandlerOptions> = {}) => {
  const written: UserRevocation[] = [];
  const store = { revokeUser: async (revocation: UserRevocation) => void written.push(revocation) };
  const handler = revocationHandler(store, { userPoolIds: userPoolId, ...options });
  return { handle: (event: unknown) => handler(event, context), written };
};

const ofPool = (id: string): UserRevocation => ({ userPoolId: id, subject: sub, issuedBefore: calledAt + 1 });

describe('a call that ends tokens', () => {
  test.each([
    'AdminUserGlobalSignOut',
    'AdminDisableUser',
    'AdminDeleteUser',
    'AdminSetUserPassword',
    'AdminResetUserPassword',
    'AdminRemoveUserFromGroup',
    'AdminRevokeUserSession',
  ])("%s revokes the user's tokens up to the second of the call", async (name) => {
    const { handle, written } = start({ userPoolIds: [otherPool, userPoolId] });
    expect(await handle(call(name))).toBe('revoked');
    expect(written).toEqual([ofPool(userPoolId)]);
  });

  test.each(['GlobalSignOut', 'DeleteUser', 'ChangePassword', 'ConfirmForgotPassword', 'RevokeUserSession'])(
    '%s, which names no pool, revokes in each configured pool',
    async (name) => {
      const { handle, written } = start({ userPoolIds: [userPoolId, otherPool] });
      expect(await handle(call(name))).toBe('revoked');
      expect(written).toEqual([ofPool(userPoolId), ofPool(otherPool)]);
    },
  );

  test('revokes only in the pool that it names', async () => {
    const { handle, written } = start({ userPoolIds: [userPoolId, otherPool] });
    await handle(call('GlobalSignOut', { additionalEventData: { sub, userPoolId: otherPool } }));
    expect(written).toEqual([ofPool(otherPool)]);
  });

  test('within a second also revokes the tokens of that second', async () => {
    const { handle, written } = start();
    await handle(call('AdminDisableUser', { eventTime: '2026-11-20T10:00:00.900Z' }));
    expect(written).toEqual([ofPool(userPoolId)]);
  });

  test('takes effect in a verifier with the same store, and is idempotent', async () => {
    const store = memoryRevocationStore({ clock: () => (calledAt + 300) * 1000 });
    const handle = revocationHandler(store, { userPoolIds: userPoolId });
    await handle(call('AdminDisableUser'), context);
    await handle(call('AdminDisableUser'), context);
    const token = { userPoolId, subject: sub, jti: 'a', originJti: 'b', issuedAt: calledAt };
    await expect(store.isRevoked(token)).resolves.toBe(true);
    await expect(store.isRevoked({ ...token, issuedAt: calledAt + 1 })).resolves.toBe(false);
  });
});

describe('the option events', () => {
  test('RevokeToken, the sign-out of one device, is ignored by default', async () => {
    expect(await start().handle(call('RevokeToken'))).toBe('other_event');
    const { handle, written } = start({ events: [...revocationEvents, 'RevokeToken'] });
    expect(await handle(call('RevokeToken'))).toBe('revoked');
    expect(await handle(call('ChangePassword'))).toBe('revoked');
    expect(written).toEqual([ofPool(userPoolId), ofPool(userPoolId)]);
  });

  test('a call that is not in the list is ignored', async () => {
    const { handle, written } = start({ events: ['AdminDisableUser'] });
    expect(await handle(call('AdminDeleteUser'))).toBe('other_event');
    expect(written).toEqual([]);
  });
});

describe('an ignored event returns its reason:', () => {
  test.each<[reason: string, name: string, event: unknown]>([
    ['other_event', 'a call that ends nothing', call('AdminUpdateUserAttributes')],
    ['other_event', 'a call of another service', call('DeleteUser', { eventSource: 'iam.amazonaws.com' })],
    ['other_event', 'an event from an application', { ...call('DeleteUser'), source: 'my.app' }],
    ['other_event', 'an event of another type', { ...call('DeleteUser'), 'detail-type': 'User deleted' }],
    ['other_event', 'the name of a member of Object.prototype', call('constructor')],
    ['other_account', 'a call in another account', { ...call('DeleteUser'), account: '999999999999' }],
    ['other_account', 'a call in no account', { ...call('DeleteUser'), account: undefined }],
    ['other_pool', 'a pool that is not on the list', cognitoCallEvent('AdminDisableUser', { userPoolId: otherPool })],
    [
      'other_pool',
      'a pool id with a common prefix',
      cognitoCallEvent('AdminDisableUser', { userPoolId: `${userPoolId}2` }),
    ],
    ['failed_call', 'a call that Cognito refused', call('AdminDeleteUser', { errorCode: 'AccessDenied' })],
  ])('%s: %s', async (reason, _name, event) => {
    const { handle, written } = start();
    expect(await handle(event)).toBe(reason);
    expect(await handle(sqsEvent([event]))).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([]);
  });

  test('a successful call may have an empty errorCode', async () => {
    const { handle } = start();
    expect(await handle(call('AdminDeleteUser', { errorCode: '', errorMessage: '' }))).toBe('revoked');
  });
});

describe('the account', () => {
  test('is one of accountIds, where the pools are in other accounts than the function', async () => {
    const { handle } = start({ accountIds: ['999999999999', '888888888888'] });
    expect(await handle({ ...call('DeleteUser'), account: '999999999999' })).toBe('revoked');
    expect(await handle(call('DeleteUser'))).toBe('other_account');
  });

  test.each([undefined, {}, { invokedFunctionArn: 'local' }])(
    'is unknown with the context %j: the event is rejected',
    async (given) => {
      const store = memoryRevocationStore();
      await expect(revocationHandler(store, { userPoolIds: userPoolId })(call('DeleteUser'), given)).rejects.toThrow(
        'Which AWS account counts?',
      );
      const named = revocationHandler(store, { userPoolIds: userPoolId, accountIds: '123456789012' });
      expect(await named(call('DeleteUser'), given)).toBe('revoked');
    },
  );

  test("is read from the function's ARN in every partition", async () => {
    const handler = revocationHandler(memoryRevocationStore(), { userPoolIds: userPoolId });
    const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:revoke:live';
    expect(await handler(call('DeleteUser'), { invokedFunctionArn: arn })).toBe('revoked');
  });
});

/** Events that count and are unusable, or are no events of EventBridge. */
const poison: readonly [name: string, event: unknown, message: string][] = [
  ['a user that is missing', call('DeleteUser', { additionalEventData: {} }), 'sub is missing or hidden'],
  [
    'a user that is hidden',
    call('DeleteUser', { additionalEventData: { sub: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }),
    'missing or hidden',
  ],
  ['no additional data', call('AdminDisableUser', { additionalEventData: null }), 'missing or hidden'],
  ['a time that is missing', call('AdminDisableUser', { eventTime: undefined }), 'eventTime is missing or not a date'],
  [
    'a time that is not a date',
    call('AdminDisableUser', { eventTime: 'yesterday' }),
    'eventTime is missing or not a date',
  ],
  ["CloudTrail's record by itself", call('AdminDisableUser').detail, 'does the rule have an input transformer?'],
  ['an event without its source', { detail: call('AdminDisableUser').detail }, 'It is not an EventBridge event'],
  ['an event without details', { source: 'aws.cognito-idp', detail: null }, 'It is not an EventBridge event'],
];

describe('an unusable event is thrown, so that it is not lost:', () => {
  test.each<[name: string, event: unknown, message: string]>([
    ...poison,
    ['no event', undefined, 'It is not an EventBridge event'],
    ['records of another service', { Records: [{ eventSource: 'aws:s3', messageId: 'a' }] }, 'not SQS messages'],
    ['a message without an id', { Records: [{ eventSource: 'aws:sqs' }] }, 'not SQS messages'],
    ['records that are not a list', { Records: 'all' }, 'not SQS messages'],
  ])('%s', async (_name, event, message) => {
    const { handle, written } = start();
    await expect(handle(event)).rejects.toThrow(message);
    expect(written).toEqual([]);
  });

  test('a failed write to the store is thrown', async () => {
    const store = { revokeUser: () => Promise.reject(new Error('down')) };
    const handle = revocationHandler(store, { userPoolIds: userPoolId });
    await expect(handle(call('AdminDisableUser'), context)).rejects.toThrow('down');
  });

  test('no error contains a part of the event', async () => {
    const { handle } = start();
    const error: unknown = await handle(call('AdminDisableUser', { eventTime: sub })).catch((reason) => reason);
    expect(String(error)).not.toMatch(new RegExp(`${sub}|${userPoolId}`));
  });
});

describe('a batch of SQS messages', () => {
  test.each([...revocationEvents])('%s is read from the body of a message', async (name) => {
    const { handle, written } = start();
    expect(await handle(sqsEvent([call(name)]))).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([ofPool(userPoolId)]);
  });

  test.each([...poison, ['a body that is not JSON', `{"sub":"${sub}`, 'Its body is not JSON.'] as const])(
    'with %s keeps that message, and processes the others',
    async (_name, event, message) => {
      const errors: unknown[] = [];
      const { handle, written } = start({ onFailure: (error) => errors.push(error) });
      const batch = sqsEvent([call('AdminDisableUser'), event, call('GlobalSignOut')]);
      expect(await handle(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: batch.Records[1]?.messageId }] });
      expect(written).toEqual([ofPool(userPoolId), ofPool(userPoolId)]);
      expect(errors).toHaveLength(1);
      expect(inspect(errors)).toContain(message);
      expect(inspect(errors)).not.toContain(sub);
    },
  );

  test('is kept where the store fails, message by message', async () => {
    let isDown = true;
    const store = {
      revokeUser: async () => {
        isDown = !isDown;
        if (isDown) throw new Error('down');
      },
    };
    const onFailure = (): never => {
      throw new Error('a listener that fails');
    };
    const handle = revocationHandler(store, { userPoolIds: userPoolId, onFailure });
    const batch = sqsEvent([call('AdminDisableUser'), call('AdminDeleteUser')]);
    expect(await handle(batch, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: batch.Records[1]?.messageId }],
    });
  });

  test("with records of a function's failure destination applies their events", async () => {
    const record = {
      version: '1.0',
      timestamp: '2026-11-20T10:06:00.000Z',
      requestContext: { requestId: 'a', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: call('AdminDisableUser'),
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'down' },
    };
    const { handle, written } = start();
    expect(await handle(sqsEvent([record]))).toEqual({ batchItemFailures: [] });
    expect(written).toEqual([ofPool(userPoolId)]);
  });

  test('that is empty returns no failures', async () => {
    expect(await start().handle({ Records: [] })).toEqual({ batchItemFailures: [] });
  });
});

test('the handler has two parameters, the maximum of the Lambda runtime', () => {
  expect(revocationHandler(memoryRevocationStore(), { userPoolIds: userPoolId }).length).toBeLessThanOrEqual(2);
});

test.each<[store: unknown, options: unknown, message: string]>([
  [
    {},
    { userPoolIds: userPoolId },
    'revocationHandler: store must be a revocation store, with revokeUser; got an object',
  ],
  [
    memoryRevocationStore(),
    undefined,
    'revocationHandler: options must be an object with userPoolIds, events, accountIds, onFailure; got undefined.',
  ],
  [memoryRevocationStore(), {}, 'revocationHandler: userPoolIds must be a user pool id like'],
  [memoryRevocationStore(), { userPoolIds: [] }, 'revocationHandler: userPoolIds must be a user pool id like'],
  [memoryRevocationStore(), { userPoolIds: [userPoolId, 'orders'] }, 'got ["eu-west-1_AbC123xyz", "orders"].'],
  [memoryRevocationStore(), { userPoolIds: `arn:${userPoolId}` }, 'got "arn:eu-west-1_AbC123xyz".'],
  [memoryRevocationStore(), { userPoolIds: `${userPoolId}/client` }, 'got "eu-west-1_AbC123xyz/client".'],
  [memoryRevocationStore(), { userPoolIds: ['orders'] }, 'or a non-empty array of them; got ["orders"].'],
  [memoryRevocationStore(), { userPoolIds: userPoolId, events: [] }, 'revocationHandler: events must be a non-empty'],
  [memoryRevocationStore(), { userPoolIds: userPoolId, events: ['SignOut'] }, 'RevokeToken; got ["SignOut"].'],
  [memoryRevocationStore(), { userPoolIds: userPoolId, events: 'DeleteUser' }, 'RevokeToken; got "DeleteUser".'],
  [memoryRevocationStore(), { userPoolIds: userPoolId, accountIds: undefined }, 'accountIds must be the 12 digits'],
  [memoryRevocationStore(), { userPoolIds: userPoolId, accountIds: '12345' }, 'array of them; got "12345".'],
  [memoryRevocationStore(), { userPoolIds: userPoolId, onFailure: true }, 'onFailure must be a function; got true.'],
])('invalid arguments throw at construction: %j, %j', (store, options, message) => {
  type Given = Parameters<typeof revocationHandler>;
  expect(() => revocationHandler(store as Given[0], options as Given[1])).toThrow(message);
});
