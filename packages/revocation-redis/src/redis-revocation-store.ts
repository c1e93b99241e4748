import { functionOf, numberOf, optional, readOptions, type Schema, textLike } from '@cognito-guard/core/internal';
import {
  clientEntry,
  entriesAbout,
  type MomentEntry,
  poolEntry,
  type RevocationStore,
  revocationLifetimeSeconds,
  sessionEntry,
  tokenEntry,
  userEntry,
} from '@cognito-guard/core/revocation';
import { commandsOf, type IoRedisClient, type NodeRedisClient } from './client.ts';
import { RedisCalls } from './redis-calls.ts';

/** Options of {@link redisRevocationStore}. */
export interface RedisRevocationStoreOptions {
  /**
   * Stands in front of every key. Default `'cognito-guard:'`. Services that share a prefix, and a Redis, share what is
   * revoked.
   */
  readonly prefix?: string;
  /** Deadline of one call of the store in milliseconds, 1 to 60,000. Default 1,000. */
  readonly timeoutMs?: number;
  /**
   * Replaces the connection. Called where Redis has answered nothing for `timeoutMs` although it was asked, and once in
   * that time while that lasts. Only node-redis 4 needs it: the other clients have a `socketTimeout`. Default none.
   */
  readonly reconnect?: () => void;
}

/**
 * Reads, compares and writes a moment as one step: nothing runs in between. It expires by the server's clock; one
 * whose tokens are all dead goes at once.
 */
const keepLaterMoment = `
local kept = tonumber(redis.call('GET', KEYS[1]))
if kept and kept >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('EXPIREAT', KEYS[1], ARGV[2])
return 1
`;

const name = 'redisRevocationStore';

const schema = {
  prefix: optional(textLike(/./s, 'a string that is not empty'), 'cognito-guard:'),
  timeoutMs: optional(numberOf(1, 60_000, 'milliseconds'), 1_000),
  reconnect: optional(functionOf<() => void>(), () => undefined),
} satisfies Schema<RedisRevocationStoreOptions>;

/**
 * Remembers revoked tokens in Redis 6 or newer, or Valkey; single, replicated or clustered.
 *
 * A question is five `GET`s that go out together, so that one round trip answers it and a cluster can hold each key
 * where it likes. A revocation is one `SETEX` or, by time, one `EVAL` on one key. Entries go by themselves once the
 * longest token could be dead.
 *
 * @param client - A connected client of `redis` (node-redis 4 or newer), `ioredis` or `iovalkey`. It stays yours: you
 * connect it, listen to its errors and close it.
 * @param options - `prefix` (default `'cognito-guard:'`).
 * @returns The store. Its functions reject with a `RedisStoreError` where Redis refuses or cannot be reached, with a
 * `DeadlineError` where it does not answer within `timeoutMs`, and with a TypeError where a revocation names no pool, no id or no time in seconds.
 * @throws TypeError naming the option, what was given and what is expected.
 * @example
 * ```ts
 * import { once } from 'node:events';
 * import { redisRevocationStore } from '@cognito-guard/revocation-redis';
 * import { createClient } from 'redis';
 *
 * const client = createClient({ url: 'redis://localhost:6379', disableOfflineQueue: true });
 * client.on('error', (error) => console.error('redis', error)); // Without a listener, a lost connection ends the process.
 * client.connect().catch(() => undefined); // Not awaited: it stays pending while Redis is down.
 * await once(client, 'ready', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
 *
 * const store = redisRevocationStore(client);
 * await store.revokeUser({
 *   userPoolId: auth.userPoolId,
 *   subject: auth.subject,
 *   issuedBefore: Math.floor(Date.now() / 1000) + 5, // Our clock may be behind Cognito's.
 * });
 * ```
 */
export const redisRevocationStore = (
  client: NodeRedisClient | IoRedisClient,
  options: RedisRevocationStoreOptions = {},
): RevocationStore => {
  const redis = commandsOf(`${name}: client`, client);
  const { prefix, timeoutMs, reconnect } = readOptions(`${name}: options`, options, schema);
  const calls = new RedisCalls(timeoutMs, reconnect);

  const write = async (entry: string): Promise<void> => {
    await calls.run(() => redis.set(prefix + entry, 'revoked', revocationLifetimeSeconds));
  };

  const writeMoment = async ({ name: entry, issuedBefore, endsAt }: MomentEntry): Promise<void> => {
    await calls.run(() => redis.run(keepLaterMoment, prefix + entry, String(issuedBefore), String(endsAt)));
  };

  return Object.freeze<RevocationStore>({
    async isRevoked(token) {
      const entries = entriesAbout(token);
      const values = await calls.run(() => Promise.all(entries.map((entry) => redis.get(prefix + entry))));
      // What is there revokes, unless it is a moment that the token was issued at or after.
      return values.some((value) => value !== null && !(token.issuedAt >= Number(value)));
    },

    // Async, so that a mistake rejects.
    revokeToken: async (revocation) => write(tokenEntry(revocation)),
    revokeSession: async (revocation) => write(sessionEntry(revocation)),

    revokeUser: async (revocation) => writeMoment(userEntry(revocation)),
    revokeClient: async (revocation) => writeMoment(clientEntry(revocation)),
    revokePool: async (revocation) => writeMoment(poolEntry(revocation)),
  });
};
