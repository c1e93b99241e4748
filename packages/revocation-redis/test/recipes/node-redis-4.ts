import { once } from 'node:events';
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
  client.connect().catch(() => undefined); // pending while Redis is down or refuses the password
  // Resolves at the first connection or the first failure: verifier.ready() then tells which.
  await once(client, 'ready', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  const store = redisRevocationStore(client, { reconnect: () => connection.abort() });
  return { store, close: () => client.disconnect() };
};
// #endregion
