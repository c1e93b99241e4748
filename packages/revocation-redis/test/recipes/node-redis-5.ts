import { once } from 'node:events';
import type { RevocationStore } from '@cognito-guard/core';
import { redisRevocationStore } from '@cognito-guard/revocation-redis';
import { createClient } from 'redis-5';

// #region recipe
/** The socket timeout counts idle time, so that a PING has to come more often. */
export const connectStore = async (url: string): Promise<{ store: RevocationStore; close(): void }> => {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 400,
    socket: {
      connectTimeout: 1_000,
      socketTimeout: 1_000,
      reconnectStrategy: (retries) => Math.min(50 * retries, 500),
    },
  });
  client.on('error', (error) => console.error('redis', error));
  client.connect().catch(() => undefined); // pending while Redis is down or refuses the password
  // Resolves at the first connection or the first failure: verifier.ready() then tells which.
  await once(client, 'ready', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return { store: redisRevocationStore(client), close: () => client.destroy() };
};
// #endregion
