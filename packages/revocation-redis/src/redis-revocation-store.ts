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
   * Prefix of every key. Default `'cognito-guard:'`. Services with the same Redis and the same prefix share their
   * revocations.
   */
  readonly prefix?: string;
  /** Deadline of one call of the store in milliseconds, 1 to 60,000. Default 1,000. */
  readonly timeoutMs?: number;
  /**
   * Replaces the connection. The store calls it after `timeoutMs` without an answer, and again after each further
   * `timeoutMs`. Only node-redis 4 needs it: the other clients have a `socketTimeout`. Default none.
   */
  readonly reconnect?: () => void;
}

/**
 * Writes a moment atomically, unless the key holds a later one. The server's clock expires the key; if all affected tokens
 * have expired, the server deletes the key immediately.
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
  prefix: optional(textLike(/./s, 'a non-empty string'), 'cognito-guard:'),
  timeoutMs: optional(numberOf(1, 60_000, 'milliseconds'), 1_000),
  reconnect: optional(functionOf<() => void>(), () => undefined),
} satisfies Schema<RedisRevocationStoreOptions>;

/**
 * Stores revocations in Redis 6 or newer, or Valkey; single, replicated or clustered.
 *
 * `isRevoked` sends five `GET`s together: one round trip, and a cluster may hold the keys on different nodes. A revocation
 * sends one `SETEX` or, by time, one `EVAL` on one key. Each entry expires when no affected token can be valid any more.
 *
 * @param client - A connected client of `redis` (node-redis 4 or newer), `ioredis` or `iovalkey`. The caller connects it,
 * handles its errors and closes it.
 * @param options - `prefix` (default `'cognito-guard:'`), `timeoutMs` (default 1,000), `reconnect` (default none).
 * @returns The store. Its methods reject with a `RedisStoreError` where Redis refuses or is unreachable, and with a
 * `DeadlineError` after `timeoutMs`. They reject with a TypeError for a revocation with an invalid pool, id or time.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { once } from 'node:events';
 * import { redisRevocationStore } from '@cognito-guard/revocation-redis';
 * import { createClient } from 'redis';
 *
 * const client = createClient({ url: 'redis://localhost:6379', disableOfflineQueue: true });
 * client.on('error', (error) => console.error('redis', error)); // Without a listener, a lost connection ends the process.
 * client.connect().catch(() => undefined); // Not awaited: the promise stays pending while Redis is down.
 * await once(client, 'ready', { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
 *
 * const store = redisRevocationStore(client);
 * await store.revokeUser({
 *   userPoolId: auth.userPoolId,
 *   subject: auth.subject,
 *   issuedBefore: Math.floor(Date.now() / 1000) + 5, // Cognito's clock may be ahead.
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
      // An entry revokes the token, unless it is a moment at or before the token's issue time.
      return values.some((value) => value !== null && !(token.issuedAt >= Number(value)));
    },

    // Async, so that a TypeError rejects.
    revokeToken: async (revocation) => write(tokenEntry(revocation)),
    revokeSession: async (revocation) => write(sessionEntry(revocation)),

    revokeUser: async (revocation) => writeMoment(userEntry(revocation)),
    revokeClient: async (revocation) => writeMoment(clientEntry(revocation)),
    revokePool: async (revocation) => writeMoment(poolEntry(revocation)),
  });
};
