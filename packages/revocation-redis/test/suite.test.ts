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
import { redisRevocationStore } from '../src/index.ts';
import { clients, type TestedClient } from './support/clients.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

/** One store on one server, with one kind of client. */
type World = VisibleStoreWorld & LastingStoreWorld & RemoteStoreWorld;

const openWorld = ({ client, send, untilReady }: TestedClient, server: RedisServer): World => {
  const keys = async (): Promise<readonly string[]> => {
    const reply = await send('KEYS', '*');
    return Array.isArray(reply) ? reply.map(String) : [];
  };
  const start = async (): Promise<void> => {
    await server.start();
    await untilReady();
  };
  return {
    store: redisRevocationStore(client, { timeoutMs: 20_000 }),
    now: () => Date.now() / 1000,
    // The test cannot move the server's clock. It moves each entry's expiration closer instead.
    pass: async (seconds) => {
      for (const key of await keys()) {
        const left = Number(await send('PTTL', key));
        if (left >= 0) await send('PEXPIRE', key, String(left - seconds * 1000));
      }
    },
    contents: async () => {
      const names = await keys();
      const values = await Promise.all(names.map((name) => send('GET', name)));
      return JSON.stringify([names, values]);
    },
    stop: server.stop,
    start,
    restart: async () => {
      await server.stop();
      await start();
    },
  };
};

describe.each(clients)('the Redis store with $name', ({ open }) => {
  let server: RedisServer;
  let client: TestedClient;
  let world: World;

  beforeAll(async () => {
    server = await startRedis();
    client = await open(server.port);
    world = openWorld(client, server);
  });
  afterAll(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });

  test.each([...revocationStoreCases, ...visibleStoreCases, ...lastingStoreCases, ...remoteStoreCases])(
    '$name',
    async ({ run }) => {
      expect(await run(world)).toEqual([]);
    },
  );
});
