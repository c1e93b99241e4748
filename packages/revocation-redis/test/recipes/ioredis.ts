import { once } from 'node:events';
import type { RevocationStore } from '@cognito-guard/core';
import { redisRevocationStore } from '@cognito-guard/revocation-redis';
import { Redis } from 'ioredis';

// #region recipe
export const connectStore = async (url: string): Promise<{ store: RevocationStore; close(): void }> => {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    connectTimeout: 1_000,
    socketTimeout: 1_000,
    retryStrategy: (retries) => Math.min(50 * (retries - 1), 500),
  });
  client.on('error', (error) => console.error('redis', error));
  // Resolves at the first connection or the first failure: verifier.ready() then tells which.
  await once(client, 'ready', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return { store: redisRevocationStore(client), close: () => client.disconnect() };
};
// #endregion
