import type { RevocationStore } from '@cognito-guard/core';
import { redisRevocationStore } from '@cognito-guard/revocation-redis';
import { createClient } from 'redis-4';

// #region recipe
/** node-redis 4 has no socketTimeout. Its sockets take a signal: when it is aborted, the client connects again. */
export const connectStore = async (url: string): Promise<{ store: RevocationStore; close(): Promise<void> }> => {
  let connection = new AbortController();
  const socket = {
    connectTimeout: 1_000,
    reconnectStrategy: (retries: number) => Math.min(50 * retries, 500),
    get signal() {
      connection = new AbortController(); // one for each socket
      return connection.signal;
    },
  };
  const client = createClient({ url, disableOfflineQueue: true, socket });
  client.on('error', (error) => console.error('redis', error));
  await client.connect();
  const store = redisRevocationStore(client, { reconnect: () => connection.abort() });
  return { store, close: () => client.disconnect() };
};
// #endregion
