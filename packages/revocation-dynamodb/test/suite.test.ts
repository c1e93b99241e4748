import {
  type LastingStoreWorld,
  lastingStoreCases,
  type RemoteStoreWorld,
  remoteStoreCases,
  revocationStoreCases,
  type VisibleStoreWorld,
  visibleStoreCases,
} from '@cognito-guard/testing/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbRevocationStore } from '../src/index.ts';
import { createTable, type TestTable } from './support/table.ts';

type World = VisibleStoreWorld & LastingStoreWorld & RemoteStoreWorld;

describe.each([false, true])('the DynamoDB store with consistentRead: %s', (consistentRead) => {
  let table: TestTable;
  let world: World;

  beforeAll(async () => {
    table = await createTable();
    const { client, tableName, stop, start } = table;
    let passed = 0;
    const clock = (): number => Date.now() + passed * 1000;
    world = {
      store: dynamoDbRevocationStore({ client, tableName, consistentRead, timeoutMs: 20_000, clock }),
      now: () => clock() / 1000,
      pass: (seconds) => {
        passed += seconds;
      },
      contents: async () => JSON.stringify(await table.items()),
      stop,
      start,
      restart: async () => {
        await stop();
        await start();
      },
    };
  });
  afterAll(() => table[Symbol.asyncDispose]());

  test.each([...revocationStoreCases, ...visibleStoreCases, ...lastingStoreCases, ...remoteStoreCases])(
    '$name',
    async ({ run }) => {
      expect(await run(world)).toEqual([]);
    },
  );
});
