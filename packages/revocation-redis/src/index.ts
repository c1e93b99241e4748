export type { IoRedisClient, NodeRedisClient } from './client.ts';
export { RedisStoreError } from './redis-error.ts';
export { type RedisRevocationStoreOptions, redisRevocationStore } from './redis-revocation-store.ts';
