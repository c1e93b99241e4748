import {
  entriesAbout,
  memoryRevocationStore,
  revocationLifetimeSeconds,
  sessionEntry,
  tokenEntry,
  userEntry,
} from '@cognito-guard/core/revocation';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../support/key-world.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const unknown = { userPoolId, subject: 'unknown', jti: undefined, originJti: undefined, issuedAt: 1_800_000_000 };

describe('a full memory store', () => {
  const full = async (clock = manualClock()) => {
    const store = memoryRevocationStore({ maxEntries: 2, clock: clock.read });
    await store.revokeToken({ userPoolId, jti: 'first' });
    clock.advance(10);
    await store.revokeSession({ userPoolId, originJti: 'second' });
    return { store, clock };
  };

  test('rejects a revocation instead of dropping a valid entry', async () => {
    const { store } = await full();
    const message = 'memoryRevocationStore is full: it holds maxEntries (2) revocations that still count.';
    await expect(store.revokeToken({ userPoolId, jti: 'third' })).rejects.toThrow(new RangeError(message));
    await expect(store.isRevoked({ ...unknown, jti: 'third' })).resolves.toBe(false);
    await expect(store.isRevoked({ ...unknown, jti: 'first' })).resolves.toBe(true);
    await expect(store.isRevoked({ ...unknown, originJti: 'second' })).resolves.toBe(true);
  });

  test('accepts an entry that it holds already', async () => {
    const { store } = await full();
    await expect(store.revokeToken({ userPoolId, jti: 'first' })).resolves.toBeUndefined();
  });

  test('has room again when an entry has expired', async () => {
    const { store, clock } = await full();
    clock.advance(revocationLifetimeSeconds - 10);
    await store.revokeToken({ userPoolId, jti: 'third' });
    await expect(store.isRevoked({ ...unknown, jti: 'third' })).resolves.toBe(true);
    await expect(store.isRevoked({ ...unknown, originJti: 'second' })).resolves.toBe(true);
    await expect(store.isRevoked({ ...unknown, jti: 'first' })).resolves.toBe(false);
    await expect(store.revokeToken({ userPoolId, jti: 'fourth' })).rejects.toThrow(RangeError);
  });

  test('refuses 1,000 revocations beside 100,000 in less than a second', async () => {
    const store = memoryRevocationStore();
    for (let index = 0; index < 100_000; index++) await store.revokeToken({ userPoolId, jti: `held ${index}` });
    const startedAt = performance.now();
    for (let index = 0; index < 1_000; index++) {
      await expect(store.revokeToken({ userPoolId, jti: `refused ${index}` })).rejects.toThrow(RangeError);
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('has room for each expired entry, in any order of expiry', async () => {
    const clock = manualClock();
    const store = memoryRevocationStore({ maxEntries: 500, clock: clock.read });
    const start = clock.read() / 1000;
    const revoke = (index: number, issuedBefore: number): Promise<void> =>
      store.revokeUser({ userPoolId, subject: `user ${index}`, issuedBefore });
    // 7 and 500 have no common factor: each second of 500 once, in a scattered order.
    for (let index = 0; index < 500; index++) await revoke(index, start + ((index * 7) % 500));
    await expect(revoke(500, start + 1)).rejects.toThrow(RangeError);
    // A later write extends an entry beyond its first expiry.
    await revoke(0, start + 1_000);
    clock.advance(revocationLifetimeSeconds + 250);
    for (let index = 500; index < 750; index++) await revoke(index, clock.read() / 1000);
    await expect(revoke(750, clock.read() / 1000)).rejects.toThrow(RangeError);
    await expect(store.isRevoked({ ...unknown, subject: 'user 0', issuedAt: start })).resolves.toBe(true);
  });

  test('accepts a time whose tokens have all expired, and stores nothing', async () => {
    const { store, clock } = await full();
    const issuedBefore = clock.read() / 1000 - revocationLifetimeSeconds;
    await expect(store.revokeUser({ userPoolId, subject: 'unknown', issuedBefore })).resolves.toBeUndefined();
  });
});

test('an invalid revocation is refused without its value in the message', async () => {
  const store = memoryRevocationStore();
  await expect(store.revokeToken({ userPoolId: 'https://s3cret', jti: 'id' })).rejects.toThrow(
    'revokeToken: userPoolId must be a user pool id like "eu-west-1_AbC123xyz".',
  );
  await expect(store.revokeSession({ userPoolId, originJti: ' ' })).rejects.toThrow(
    'revokeSession: originJti must be a non-empty string. Does this token have one?',
  );
  await expect(store.revokeToken({ userPoolId, jti: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln' })).rejects.toThrow(
    new TypeError('revokeToken: jti must be a claim of the token; got the token itself.'),
  );
  await expect(store.revokeUser({ userPoolId, subject: 'ann', issuedBefore: 1_800_000_000_000 })).rejects.toThrow(
    'revokeUser: issuedBefore must be a time in seconds since the epoch; got 1800000000000, which looks like milliseconds.',
  );
});

test.each<unknown>([undefined, null, 5, ['eu-west-1_AbC123xyz']])('a user pool id of %j is refused', (given) => {
  const revocation = { userPoolId: given as string, jti: 'id', originJti: 'id', subject: 'ann', issuedBefore: 0 };
  const message = 'userPoolId must be a user pool id like "eu-west-1_AbC123xyz".';
  expect(() => tokenEntry(revocation)).toThrow(new TypeError(`revokeToken: ${message}`));
  expect(() => sessionEntry(revocation)).toThrow(new TypeError(`revokeSession: ${message}`));
  expect(() => userEntry(revocation)).toThrow(new TypeError(`revokeUser: ${message}`));
});

test.each<unknown>([undefined, null, 5, ['id'], '', ' '])('an id of %j is refused', (given) => {
  const id = given as string;
  const message = 'must be a non-empty string. Does this token have one?';
  expect(() => tokenEntry({ userPoolId, jti: id })).toThrow(new TypeError(`revokeToken: jti ${message}`));
  expect(() => sessionEntry({ userPoolId, originJti: id })).toThrow(
    new TypeError(`revokeSession: originJti ${message}`),
  );
  expect(() => userEntry({ userPoolId, subject: id, issuedBefore: 0 })).toThrow(
    new TypeError(`revokeUser: subject ${message}`),
  );
});

test.each<[given: unknown, shown: string]>([
  ['1800000000', '"1800000000"'],
  [-1, '-1'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [1e11, '100000000000, which looks like milliseconds'],
  [undefined, 'undefined'],
])('issuedBefore %j is refused', (issuedBefore, shown) => {
  const revocation = { userPoolId, subject: 'ann', issuedBefore: issuedBefore as number };
  const message = `revokeUser: issuedBefore must be a time in seconds since the epoch; got ${shown}.`;
  expect(() => userEntry(revocation)).toThrow(TypeError);
  expect(() => userEntry(revocation)).toThrow(message);
});

test('issuedBefore 0 is accepted', () => {
  expect(userEntry({ userPoolId, subject: 'ann', issuedBefore: 0 }).issuedBefore).toBe(0);
});

test('a token is looked up by its user and its pool, and by its ids and its client where it has them', () => {
  const user = 'user:eu-west-1_AbC123xyz:unknown';
  const pool = 'pool:eu-west-1_AbC123xyz';
  expect(entriesAbout(unknown)).toEqual([user, pool]);
  expect(entriesAbout({ ...unknown, jti: 'a', originJti: 'b', clientId: 'web' })).toEqual([
    'token:eu-west-1_AbC123xyz:a',
    'session:eu-west-1_AbC123xyz:b',
    user,
    'client:eu-west-1_AbC123xyz:web',
    pool,
  ]);
});

test('the default clock is the system clock', async () => {
  const store = memoryRevocationStore();
  await store.revokeToken({ userPoolId, jti: 'id' });
  await expect(store.isRevoked({ ...unknown, jti: 'id' })).resolves.toBe(true);
});

test.each<[options: object, message: string]>([
  [{ maxEntries: 0 }, 'memoryRevocationStore: maxEntries must be a whole number above 0, at most 10000000; got 0.'],
  [{ maxEntries: undefined }, 'memoryRevocationStore: maxEntries must be'],
  [{ clock: 5 }, 'memoryRevocationStore: clock must be a function; got 5.'],
  [{ max: 5 }, 'memoryRevocationStore: options has no option "max"; its options are maxEntries, clock.'],
])('the options %j are refused at construction', (options, message) => {
  expect(() => memoryRevocationStore(options)).toThrow(message);
});
