import { once } from 'node:events';
import { createVerifier } from '@cognito-guard/core';
import { signOut } from '@cognito-guard/core/revocation';
import { createTestPool } from '@cognito-guard/testing';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { redisRevocationStore } from '../src/index.ts';
import { startRedis } from './support/redis-server.ts';

test('a verifier with the Redis store refuses signed-out tokens, and answers 503 while Redis is silent or down', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.port, '127.0.0.1', { enableOfflineQueue: false, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  const admin = new Redis(server.port, '127.0.0.1', { retryStrategy: null });
  admin.on('error', () => undefined);
  await Promise.all([once(redis, 'ready'), once(admin, 'ready')]);

  const pool = await createTestPool();
  const store = redisRevocationStore(redis);
  const verifier = createVerifier({
    ...pool.options,
    tokenUse: 'access',
    clock: pool.clock,
    revocation: { store, cacheSeconds: 0 },
  });

  try {
    const token = pool.accessToken();
    const auth = await verifier.verify(token);
    await signOut(auth, { store });
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'token_revoked', status: 401 });

    const other = pool.accessToken();
    await expect(verifier.verify(other)).resolves.toBeDefined();
    // The server receives commands and delays all answers.
    await admin.call('CLIENT', 'PAUSE', '600000', 'ALL');
    await expect(verifier.verify(other)).rejects.toMatchObject({ code: 'revocation_unavailable', status: 503 });

    await server.stop();
    pool.advance(2); // past the verifier's pause after a failure
    await expect(verifier.verify(other)).rejects.toMatchObject({ code: 'revocation_unavailable', status: 503 });
  } finally {
    redis.disconnect();
    admin.disconnect();
  }
});
