import { objectWith } from '@cognito-guard/core/internal';

/** The part of a `redis` (node-redis) client that the store uses: single, pool, cluster or sentinel. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>;
  setEx(key: string, seconds: number, value: string): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** The part of an `ioredis` or `iovalkey` client that the store uses: single, cluster or sentinel. */
export interface IoRedisClient {
  get(key: string): Promise<unknown>;
  setex(key: string, seconds: number, value: string): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** The store's commands, with one signature for both kinds of client. */
export interface Commands {
  /** @returns The value, or null for a missing key. */
  get(key: string): Promise<unknown>;
  set(key: string, value: string, seconds: number): Promise<unknown>;
  /** Runs a Lua script on one key. */
  run(script: string, key: string, ...values: string[]): Promise<unknown>;
}

const isNodeRedis = (client: NodeRedisClient | IoRedisClient): client is NodeRedisClient => 'setEx' in client;

/**
 * Detects the kind of client by the spelling of its `setEx` method.
 *
 * @param option - The option's name, for messages.
 * @throws TypeError for any other value.
 */
export const commandsOf = (option: string, given: unknown): Commands => {
  const expected = 'a client of redis (node-redis 4 or newer), ioredis or iovalkey';
  const setter = typeof given === 'object' && given !== null && 'setEx' in given ? 'setEx' : 'setex';
  const client = objectWith<NodeRedisClient | IoRedisClient>(expected, 'get', setter, 'eval')(given, option);
  return isNodeRedis(client)
    ? {
        get: (key) => client.get(key),
        set: (key, value, seconds) => client.setEx(key, seconds, value),
        run: (script, key, ...values) => client.eval(script, { keys: [key], arguments: values }),
      }
    : {
        get: (key) => client.get(key),
        set: (key, value, seconds) => client.setex(key, seconds, value),
        run: (script, key, ...values) => client.eval(script, 1, key, ...values),
      };
};
