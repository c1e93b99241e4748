import { memoryRevocationStore, revocationHandler, type UserRevocation } from '@cognito-guard/core/revocation';
import { describe, expect, test } from 'vitest';

const userPoolId = 'eu-west-1_AbC123xyz';
const otherPool = 'eu-west-1_Second';
const sub = '704b1e47-34fe-40e9-8c41-504997494531';
const calledAt = Date.parse('2026-11-20T10:00:00Z') / 1000;

/** As EventBridge passes CloudTrail's record of a call on. */
const call = (eventName: string, detail: object = {}) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cognito-idp',
  detail: {
    eventVersion: '1.08',
    eventSource: 'cognito-idp.amazonaws.com',
    eventName,
    eventTime: '2026-11-20T10:00:00Z',
    requestParameters: { userPoolId, username: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    responseElements: null,
    additionalEventData: { sub },
    ...detail,
  },
});

/** A call that a user's own token authorizes: what it was called with is hidden. */
const ownCall = (eventName: string, additionalEventData: object = { sub }) =>
  call(eventName, { requestParameters: { accessToken: 'HIDDEN_DUE_TO_SECURITY_REASONS' }, additionalEventData });

const start = (userPoolIds: string | readonly string[] = userPoolId) => {
  const written: UserRevocation[] = [];
  const store = { revokeUser: async (revocation: UserRevocation) => void written.push(revocation) };
  return { handle: revocationHandler(store, { userPoolIds }), written };
};

const ofPool = (id: string): UserRevocation => ({ userPoolId: id, subject: sub, issuedBefore: calledAt + 1 });

describe('a call that ends tokens', () => {
  test.each(['AdminUserGlobalSignOut', 'AdminDisableUser', 'AdminDeleteUser'])(
    "%s revokes what the user had up to the call's second",
    async (name) => {
      const { handle, written } = start();
      expect(await handle(call(name))).toBe('revoked');
      expect(written).toEqual([ofPool(userPoolId)]);
    },
  );

  test.each(['GlobalSignOut', 'RevokeToken', 'DeleteUser'])(
    '%s, which names no pool, counts for each pool of the list',
    async (name) => {
      const { handle, written } = start([userPoolId, otherPool]);
      expect(await handle(ownCall(name))).toBe('revoked');
      expect(written).toEqual([ofPool(userPoolId), ofPool(otherPool)]);
    },
  );

  test('counts for the pool alone that it names beside its user', async () => {
    const { handle, written } = start([userPoolId, otherPool]);
    await handle(ownCall('GlobalSignOut', { sub, userPoolId: otherPool }));
    expect(written).toEqual([ofPool(otherPool)]);
  });

  test('within a second covers the tokens of that second', async () => {
    const { handle, written } = start();
    await handle(call('AdminDisableUser', { eventTime: '2026-11-20T10:00:00.900Z' }));
    expect(written).toEqual([ofPool(userPoolId)]);
  });

  test('takes effect in the store that a verifier asks, and twice is as good as once', async () => {
    const store = memoryRevocationStore({ clock: () => (calledAt + 300) * 1000 });
    const handle = revocationHandler(store, { userPoolIds: userPoolId });
    await handle(call('AdminDisableUser'));
    await handle(call('AdminDisableUser'));
    const token = { userPoolId, subject: sub, jti: 'a', originJti: 'b', issuedAt: calledAt };
    await expect(store.isRevoked(token)).resolves.toBe(true);
    await expect(store.isRevoked({ ...token, issuedAt: calledAt + 1 })).resolves.toBe(false);
  });
});

describe('ignored, with the reason:', () => {
  test.each<[reason: string, name: string, event: unknown]>([
    ['other_event', 'a call that ends nothing', call('AdminUpdateUserAttributes')],
    ['other_event', 'a call of another service', call('DeleteUser', { eventSource: 'iam.amazonaws.com' })],
    ['other_event', 'an event of another source', { source: 'aws.events', detail: {} }],
    ['other_event', 'a name that every object has', call('constructor')],
    [
      'other_pool',
      'a pool that is not on the list',
      call('AdminDisableUser', { requestParameters: { userPoolId: otherPool } }),
    ],
    ['other_pool', 'a pool that only begins alike', ownCall('GlobalSignOut', { sub, userPoolId: `${userPoolId}2` })],
    ['failed_call', 'a call that Cognito refused', call('AdminDeleteUser', { errorCode: 'AccessDenied' })],
  ])('%s: %s', async (reason, _name, event) => {
    const { handle, written } = start();
    expect(await handle(event)).toBe(reason);
    expect(written).toEqual([]);
  });

  test('a call that did not fail may have an empty errorCode', async () => {
    const { handle } = start();
    expect(await handle(call('AdminDeleteUser', { errorCode: '', errorMessage: '' }))).toBe('revoked');
  });
});

describe('thrown, so that the event is not lost:', () => {
  test.each<[name: string, event: unknown, message: string]>([
    ['a user that is missing', ownCall('RevokeToken', {}), 'additionalEventData.sub is missing or hidden'],
    ['a user that is hidden', ownCall('RevokeToken', { sub: 'HIDDEN_DUE_TO_SECURITY_REASONS' }), 'missing or hidden'],
    ['no additional data', call('AdminDisableUser', { additionalEventData: null }), 'missing or hidden'],
    ['a time that is missing', call('AdminDisableUser', { eventTime: undefined }), 'eventTime is missing or no date'],
    ['no event', undefined, 'It is none of EventBridge'],
    ["CloudTrail's record by itself", call('AdminDisableUser').detail, 'has the rule an input transformer?'],
    ['an event without its source', { detail: call('AdminDisableUser').detail }, 'It is none of EventBridge'],
    ['an event without details', { source: 'aws.cognito-idp', detail: null }, 'It is none of EventBridge'],
    ['a time that is none', call('AdminDisableUser', { eventTime: 'yesterday' }), 'eventTime is missing or no date'],
  ])('%s', async (_name, event, message) => {
    const { handle, written } = start();
    await expect(handle(event)).rejects.toThrow(message);
    expect(written).toEqual([]);
  });

  test('what the store could not write down', async () => {
    const store = { revokeUser: () => Promise.reject(new Error('down')) };
    const handle = revocationHandler(store, { userPoolIds: userPoolId });
    await expect(handle(call('AdminDisableUser'))).rejects.toThrow('down');
  });

  test('nothing of the event stands in the error', async () => {
    const { handle } = start();
    const error: unknown = await handle(call('AdminDisableUser', { eventTime: sub })).catch((reason) => reason);
    expect(String(error)).not.toMatch(new RegExp(`${sub}|${userPoolId}`));
  });
});

test('the handler has at most two parameters, as the Lambda runtime wants', () => {
  expect(start().handle.length).toBeLessThanOrEqual(2);
});

test.each<[store: unknown, options: unknown, message: string]>([
  [
    {},
    { userPoolIds: userPoolId },
    'revocationHandler: store must be a revocation store, with revokeUser; got an object',
  ],
  [memoryRevocationStore(), undefined, 'revocationHandler: options must be an object with userPoolIds; got undefined.'],
  [memoryRevocationStore(), {}, 'revocationHandler: userPoolIds must be a user pool id like'],
  [memoryRevocationStore(), { userPoolIds: [] }, 'revocationHandler: userPoolIds must be a user pool id like'],
  [memoryRevocationStore(), { userPoolIds: [userPoolId, 'orders'] }, 'got ["eu-west-1_AbC123xyz", "orders"].'],
  [memoryRevocationStore(), { userPoolIds: `arn:${userPoolId}` }, 'got "arn:eu-west-1_AbC123xyz".'],
  [memoryRevocationStore(), { userPoolIds: `${userPoolId}/client` }, 'got "eu-west-1_AbC123xyz/client".'],
  [memoryRevocationStore(), { userPoolIds: ['orders'] }, 'or a non-empty array of them; got ["orders"].'],
])('mistakes are named when the handler is made: %j, %j', (store, options, message) => {
  type Given = Parameters<typeof revocationHandler>;
  expect(() => revocationHandler(store as Given[0], options as Given[1])).toThrow(message);
});
