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
  await client.connect();
  return { store: redisRevocationStore(client), close: () => client.destroy() };
};
// #endregion
