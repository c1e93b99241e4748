export type { IoRedisClient, NodeRedisClient } from './client.ts';
export { type RedisRevocationStoreOptions, redisRevocationStore } from './redis-revocation-store.ts';
