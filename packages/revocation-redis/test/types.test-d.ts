import type { RevocationStore } from '@cognito-guard/core';
import { redisRevocationStore } from '@cognito-guard/revocation-redis';
import type { Cluster, Redis } from 'ioredis';
import type { createClient, createClientPool, createCluster, createSentinel } from 'redis';

declare const nodeRedis: ReturnType<typeof createClient>;
declare const nodeRedisPool: ReturnType<typeof createClientPool>;
declare const nodeRedisCluster: ReturnType<typeof createCluster>;
declare const nodeRedisSentinel: ReturnType<typeof createSentinel>;
declare const ioRedis: Redis;
declare const ioRedisCluster: Cluster;

// Every kind of client is accepted without a cast.

export const stores: readonly RevocationStore[] = [
  redisRevocationStore(nodeRedis),
  redisRevocationStore(nodeRedisPool),
  redisRevocationStore(nodeRedisCluster),
  redisRevocationStore(nodeRedisSentinel),
  redisRevocationStore(ioRedis),
  redisRevocationStore(ioRedisCluster, { prefix: 'orders:' }),
];

// Other values are rejected.

// @ts-expect-error A URL is not a client.
redisRevocationStore('redis://localhost:6379');

// @ts-expect-error The option's name is prefix.
redisRevocationStore(ioRedis, { keyPrefix: 'orders:' });
