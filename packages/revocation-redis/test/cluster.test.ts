import { revocationStoreCases } from '@cognito-guard/testing/conformance';
import { Cluster, Redis } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IoRedisClient, type NodeRedisClient, redisRevocationStore } from '../src/index.ts';
import { type RedisServer, startRedis } from './support/redis-server.ts';

interface ClusterClient {
  readonly client: NodeRedisClient | IoRedisClient;
  close(): void;
}

const clients: readonly { readonly name: string; open(port: number): Promise<ClusterClient> }[] = [
  {
    name: 'node-redis',
    open: async (port) => {
      const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
      client.on('error', () => undefined);
      await client.connect();
      return { client, close: () => client.destroy() };
    },
  },
  {
    name: 'ioredis',
    open: async (port) => {
      const client = new Cluster([{ host: '127.0.0.1', port }], { lazyConnect: true });
      await client.connect();
      return { client, close: () => client.disconnect() };
    },
  },
];

/** One node with all slots rejects a command on keys of two slots, like a node of a large cluster. */
describe.each(clients)('the Redis store in a cluster, with $name', ({ open }) => {
  let server: RedisServer;
  let admin: Redis;
  let cluster: ClusterClient;

  beforeAll(async () => {
    server = await startRedis('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
    admin = new Redis(server.port, '127.0.0.1');
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    cluster = await open(server.port);
  });
  afterAll(async () => {
    cluster.close();
    admin.disconnect();
    await server[Symbol.asyncDispose]();
  });

  test.each(revocationStoreCases)('$name', async ({ run }) => {
    const mismatches = await run({
      store: redisRevocationStore(cluster.client),
      now: () => Date.now() / 1000,
      pass: async (seconds) => {
        for (const key of await admin.keys('*')) {
          const left = await admin.pttl(key);
          if (left >= 0) await admin.pexpire(key, left - seconds * 1000);
        }
      },
    });
    expect(mismatches).toEqual([]);
  });

  test('the keys are distributed over the slots of the cluster', async () => {
    const store = redisRevocationStore(cluster.client);
    const jtis = Array.from({ length: 20 }, (_member, index) => `spread-${index}`);
    await Promise.all(jtis.map((jti) => store.revokeToken({ userPoolId: 'eu-west-1_AbC123xyz', jti })));
    const slots = await Promise.all(
      (await admin.keys('*spread-*')).map((key) => admin.call('CLUSTER', 'KEYSLOT', key)),
    );
    expect(new Set(slots).size).toBeGreaterThan(10);
  });
});
