/** Signs batches of tokens for {@link mint}, on a worker thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { type AccessTokenOptions, createTestPool, type TestKey } from '@cognito-guard/testing';

const { userPoolId, clientId, key } = workerData as { userPoolId: string; clientId: string; key: TestKey };
const pool = await createTestPool({ userPoolId, clientId });

parentPort?.on('message', (batch: readonly AccessTokenOptions[]) => {
  parentPort?.postMessage(batch.map((options) => pool.accessToken({ ...options, key })));
});
