import { DeadlineError } from '@cognito-guard/core/revocation';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { redisRevocationStore } from '../src/index.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const token = {
  userPoolId,
  subject: 'ann',
  jti: 'jti-1',
  originJti: 'origin-1',
  clientId: 'web',
  issuedAt: 1_700_000_000,
};
const longestLife = 87_000;

let server: RedisServer;
let client: Redis;

beforeAll(async () => {
  server = await startRedis();
  client = new Redis(server.port, '127.0.0.1');
});
beforeEach(() => client.flushall());
afterAll(async () => {
  client.disconnect();
  await server[Symbol.asyncDispose]();
});

/** Records every command that the server receives during the call. */
const commandsDuring = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const monitor = await client.duplicate().monitor();
  const commands: string[] = [];
  monitor.on('monitor', (_time, [name = '', key = '']: string[]) => commands.push(`${name.toLowerCase()} ${key}`));
  const last = new Promise<void>((resolve) =>
    monitor.on('monitor', (_time, [name = '']: string[]) => name.toLowerCase() === 'ping' && resolve()),
  );
  await work();
  await client.ping();
  await last;
  monitor.disconnect();
  return commands.filter((command) => !command.startsWith('ping'));
};

describe('stored keys', () => {
  test('a key contains kind, pool and id, and expires with the longest-lived token', async () => {
    const store = redisRevocationStore(client);
    await store.revokeToken({ userPoolId, jti: 'jti-1' });
    await store.revokeSession({ userPoolId, originJti: 'origin-1' });
    expect((await client.keys('*')).sort()).toEqual([
      'cognito-guard:session:eu-west-1_AbC123xyz:origin-1',
      'cognito-guard:token:eu-west-1_AbC123xyz:jti-1',
    ]);
    for (const key of await client.keys('*')) {
      const left = await client.ttl(key);
      expect(left).toBeLessThanOrEqual(longestLife);
      expect(left).toBeGreaterThan(longestLife - 30);
    }
  });

  test("a user's key holds the moment, and expires with the longest-lived token issued before it", async () => {
    const store = redisRevocationStore(client);
    const issuedBefore = Math.floor(Date.now() / 1000) + 100;
    await store.revokeUser({ userPoolId, subject: 'ann', issuedBefore });
    const key = 'cognito-guard:user:eu-west-1_AbC123xyz:ann';
    expect(await client.get(key)).toBe(String(issuedBefore));
    expect(await client.expiretime(key)).toBe(issuedBefore + longestLife);
  });

  test('a moment whose tokens have all expired is not stored', async () => {
    await redisRevocationStore(client).revokeUser({ userPoolId, subject: 'ann', issuedBefore: 1_000_000 });
    expect(await client.dbsize()).toBe(0);
  });

  test('stores with different prefixes on one Redis are independent', async () => {
    const ours = redisRevocationStore(client, { prefix: 'ours:' });
    await ours.revokeToken({ userPoolId, jti: 'jti-1' });
    expect(await ours.isRevoked(token)).toBe(true);
    expect(await redisRevocationStore(client, { prefix: 'theirs:' }).isRevoked(token)).toBe(false);
  });

  test('a malformed moment revokes the token', async () => {
    await client.set('cognito-guard:user:eu-west-1_AbC123xyz:ann', 'spoiled');
    expect(await redisRevocationStore(client).isRevoked(token)).toBe(true);
  });
});

describe('commands', () => {
  test('isRevoked sends five GETs', async () => {
    const store = redisRevocationStore(client);
    expect(await commandsDuring(() => store.isRevoked(token))).toEqual([
      'get cognito-guard:token:eu-west-1_AbC123xyz:jti-1',
      'get cognito-guard:session:eu-west-1_AbC123xyz:origin-1',
      'get cognito-guard:user:eu-west-1_AbC123xyz:ann',
      'get cognito-guard:client:eu-west-1_AbC123xyz:web',
      'get cognito-guard:pool:eu-west-1_AbC123xyz',
    ]);
  });

  test("isRevoked for a machine's token sends no GET for a session", async () => {
    const store = redisRevocationStore(client);
    const commands = await commandsDuring(() => store.isRevoked({ ...token, originJti: undefined }));
    expect(commands).toHaveLength(4);
    expect(commands.join()).not.toContain('session');
  });

  test('isRevoked sends all its commands before the first answer, so it takes one round trip', async () => {
    const asked: string[] = [];
    const silent = {
      get: (key: string): Promise<unknown> => {
        asked.push(key);
        return new Promise(() => undefined);
      },
      setEx: () => Promise.resolve(),
      eval: () => Promise.resolve(),
    };
    void redisRevocationStore(silent).isRevoked(token);
    expect(asked).toHaveLength(5);
  });
});

describe('failures', () => {
  test("a RedisStoreError has the client's error as its cause and a code", async () => {
    const failure = new Error("Stream isn't writeable and enableOfflineQueue options is false");
    const fail = (): Promise<unknown> => Promise.reject(failure);
    const store = redisRevocationStore({ get: fail, setEx: fail, eval: fail });
    const lost = {
      name: 'RedisStoreError',
      code: 'CONNECTION_LOST',
      message: 'Redis failed: CONNECTION_LOST.',
      cause: failure,
    };
    await expect(store.isRevoked(token)).rejects.toMatchObject(lost);
    await expect(store.revokeToken({ userPoolId, jti: 'jti-1' })).rejects.toMatchObject(lost);
    await expect(store.revokeSession({ userPoolId, originJti: 'origin-1' })).rejects.toMatchObject(lost);
    await expect(store.revokeUser({ userPoolId, subject: 'ann', issuedBefore: 1 })).rejects.toMatchObject(lost);
  });

  test('an error reply with an unknown code becomes ERR, because its text can quote the command', async () => {
    await client.lpush('cognito-guard:user:eu-west-1_AbC123xyz:ann', 'a list');
    await expect(redisRevocationStore(client).isRevoked(token)).rejects.toMatchObject({ code: 'ERR' });
  });

  test('a call without an answer rejects with a DeadlineError after timeoutMs', async () => {
    const silent = (): Promise<unknown> => new Promise(() => undefined);
    const store = redisRevocationStore({ get: silent, setEx: silent, eval: silent }, { timeoutMs: 5 });
    await expect(store.isRevoked(token)).rejects.toThrow(DeadlineError);
    await expect(store.revokeToken({ userPoolId, jti: 'jti-1' })).rejects.toThrow(DeadlineError);
  });

  test('reconnect is called once per timeoutMs while the connection is silent', async () => {
    let answer: () => Promise<unknown> = () => new Promise(() => undefined);
    let replaced = 0;
    const store = redisRevocationStore(
      { get: () => answer(), setEx: () => answer(), eval: () => answer() },
      { timeoutMs: 20, reconnect: () => replaced++ },
    );
    const ask = (): Promise<unknown> => Promise.allSettled([store.isRevoked(token), store.isRevoked(token)]);
    await ask();
    expect(replaced).toBe(1);
    await ask();
    expect(replaced).toBe(2);
    // An error reply ends the silence.
    answer = () => Promise.reject(Object.assign(new Error('READONLY'), { name: 'ReplyError' }));
    await ask();
    answer = () => Promise.resolve(null);
    await ask();
    expect(replaced).toBe(2);
  });

  test('the error of an invalid revocation names the member and contains no id', async () => {
    const store = redisRevocationStore(client);
    await expect(store.revokeToken({ userPoolId: 'https://pool', jti: 'jti-1' })).rejects.toThrow(
      new TypeError('revokeToken: userPoolId must be a user pool id like "eu-west-1_AbC123xyz".'),
    );
    await expect(store.revokeSession({ userPoolId, originJti: '' })).rejects.toThrow(
      new TypeError('revokeSession: originJti must be a non-empty string. Does this token have one?'),
    );
    await expect(store.revokeUser({ userPoolId, subject: 'ann', issuedBefore: Date.now() })).rejects.toThrow(
      /^revokeUser: issuedBefore must be a time in seconds since the epoch; got \d+, which looks like milliseconds\.$/,
    );
  });
});

describe('redisRevocationStore throws a TypeError for', () => {
  test.each<[string, unknown, unknown, string]>([
    ['no client', undefined, {}, 'client must be a client of redis (node-redis 4 or newer), ioredis or iovalkey'],
    ['a URL as client', 'redis://:s3cret@localhost', {}, 'ioredis or iovalkey; got a string.'],
    ['a promise of a client', Promise.resolve(), {}, 'iovalkey; got a Promise. Is an await missing?'],
    ['a client of node-redis 3', { get: () => 0, setex: () => 0 }, {}, 'got an object without get, setex, eval.'],
    ['an option that does not exist', 'good', { keyPrefix: 'a:' }, 'has no option "keyPrefix"; its options are prefix'],
    ['an empty prefix', 'good', { prefix: '' }, 'prefix must be a non-empty string; got ""'],
    ['an unset prefix', 'good', { prefix: undefined }, 'prefix must be a non-empty string; got undefined'],
    ['a timeoutMs of 0', 'good', { timeoutMs: 0 }, 'timeoutMs must be a number of milliseconds from 1 to 60000; got 0'],
    ['a promise as reconnect', 'good', { reconnect: Promise.resolve() }, 'reconnect must be a function; got a Promise'],
    ['null options', 'good', null, 'options must be an object with prefix, timeoutMs, reconnect; got null'],
  ])('%s', (_name, given, options, message) => {
    const make = (): unknown =>
      Reflect.apply(redisRevocationStore, undefined, [given === 'good' ? client : given, options]);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).toThrow(/^redisRevocationStore: /);
    expect(make).not.toThrow('s3cret');
  });
});
