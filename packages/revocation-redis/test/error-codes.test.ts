import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RedisStoreError, redisRevocationStore } from '../src/index.ts';
import { clients, type TestedClient } from './support/clients.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

const userPoolId = 'eu-west-1_AbC123xyz';
const token = { userPoolId, subject: 'ann', jti: 'jti-1', originJti: 'origin-1', issuedAt: 0 };

/** The clients use different error classes; the store's code is the same. */
describe.each(clients)('error codes with $name', ({ open }) => {
  let server: RedisServer;
  let client: TestedClient;

  beforeAll(async () => {
    server = await startRedis();
    client = await open(server.port);
  });
  afterEach(async () => {
    await client.send('CONFIG', 'SET', 'maxmemory', '0');
    await client.send('REPLICAOF', 'NO', 'ONE');
  });
  afterAll(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });

  const codesOfWrites = (): Promise<readonly unknown[]> => {
    const store = redisRevocationStore(client.client);
    const writes = [
      store.revokeToken({ userPoolId, jti: 'jti-1' }),
      store.revokeSession({ userPoolId, originJti: 'origin-1' }),
      store.revokeUser({ userPoolId, subject: 'ann', issuedBefore: Math.floor(Date.now() / 1000) }),
    ];
    return Promise.all(
      writes.map((write) =>
        write.then(
          () => 'written',
          (error: unknown) => (error instanceof RedisStoreError ? error.code : error),
        ),
      ),
    );
  };

  test('a Redis without free memory rejects revocations with OOM and answers isRevoked', async () => {
    await client.send('CONFIG', 'SET', 'maxmemory', '1');
    expect(await codesOfWrites()).toEqual(['OOM', 'OOM', 'OOM']);
    expect(await redisRevocationStore(client.client).isRevoked(token)).toBe(false);
  });

  test('a read-only replica rejects revocations with READONLY and answers isRevoked', async () => {
    // The primary does not exist.
    await client.send('REPLICAOF', '127.0.0.1', '1');
    expect(await codesOfWrites()).toEqual(['READONLY', 'READONLY', 'READONLY']);
    expect(await redisRevocationStore(client.client).isRevoked(token)).toBe(false);
  });

  test('a client without a connection rejects with CONNECTION_LOST', async () => {
    await server.stop();
    await expect.poll(codesOfWrites).toEqual(Array(3).fill('CONNECTION_LOST'));
    await server.start();
    await client.untilReady();
    expect(await codesOfWrites()).toEqual(Array(3).fill('written'));
  });
});
