import { connectStore as ioRedis } from './ioredis.ts';
import { connectStore as ioRedis5 } from './ioredis-5.ts';
import { connectStore as iovalkey } from './iovalkey.ts';
import { connectStore as nodeRedis4 } from './node-redis-4.ts';
import { connectStore as nodeRedis5 } from './node-redis-5.ts';
import { connectStore as nodeRedis6 } from './node-redis-6.ts';

/** The README's recipe for each client. */
export const recipes = [
  { name: 'node-redis 4', connectStore: nodeRedis4 },
  { name: 'node-redis 5', connectStore: nodeRedis5 },
  { name: 'node-redis 6', connectStore: nodeRedis6 },
  { name: 'ioredis 5', connectStore: ioRedis5 },
  { name: 'ioredis 6', connectStore: ioRedis },
  { name: 'iovalkey', connectStore: iovalkey },
] as const;
