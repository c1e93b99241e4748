import { LRUCache } from 'lru-cache';
import { AuthError } from './errors.ts';
import type { Emitter } from './events.ts';
import { KeyFailureError } from './key-failure.ts';
import { withDeadline } from './key-fetch.ts';
import { KeySet } from './keys.ts';
import type { ResolverConfig, VerifierConfig } from './options.ts';
import type { PoolConfig } from './pool-options.ts';

/** A pool at work: its rules and its key set. */
export interface Pool extends PoolConfig {
  readonly keySet: KeySet;
  /** A retired pool was taken back by `resolvePool`; its verdicts die with it. */
  retired: boolean;
}

/** Chooses the pool that a token names. */
export interface Pools {
  /**
   * @param issuer - The `iss` of a token, of any type.
   * @returns The pool that has exactly this issuer.
   * @throws {@link AuthError} `wrong_issuer`; `keys_unavailable` where `resolvePool` fails.
   */
  find(issuer: unknown): Pool | Promise<Pool>;
  /** Every pool in use. */
  all(): readonly Pool[];
}

type OpenPool = (config: PoolConfig) => Pool;

const fixedPools = (configs: readonly PoolConfig[], open: OpenPool): Pools => {
  const pools = configs.map(open);
  const byIssuer = new Map<unknown, Pool>(pools.flatMap((pool) => pool.issuers.map((issuer) => [issuer, pool])));
  return {
    find: (issuer) => {
      const pool = byIssuer.get(issuer);
      if (pool === undefined) throw new AuthError('wrong_issuer');
      return pool;
    },
    all: () => pools,
  };
};

/** What every Cognito issuer looks like; nothing else reaches a resolver. */
const issuerForm = /^https:\/\/[a-z0-9.-]{1,100}\/[a-z]{2,4}-[a-z0-9-]{3,30}_[A-Za-z0-9]{1,60}$/;
const resolveAgainAfterMs = 600_000;

interface Resolved {
  readonly pool: Pool;
  readonly answer: string;
  resolvedAt: number;
}

/** Tells whether a resolver changed its mind; functions in an answer are compared by their presence only. */
const fingerprint = (answer: unknown): string =>
  JSON.stringify(answer, (_, value) => (typeof value === 'function' ? 'function' : value)) ?? '';

const resolvedPools = (resolver: ResolverConfig, open: OpenPool, clock: () => number): Pools => {
  const known = new LRUCache<string, Resolved>({
    max: resolver.maxPools,
    dispose: (resolved) => {
      resolved.pool.retired = true;
    },
  });
  const flights = new Map<string, Promise<Pool>>();

  /** A resolver that fails, or answers with a mistake, is trouble of ours and never the token's. */
  const unavailable = (cause: unknown): AuthError => new AuthError('keys_unavailable', { cause });

  const ask = async (issuer: string): Promise<Pool> => {
    const answer = await withDeadline(resolver.timeoutMs, async () => resolver.resolvePool(issuer)).catch(() => {
      throw unavailable(new KeyFailureError('resolve_pool'));
    });
    if (answer === undefined || answer === null) {
      known.delete(issuer);
      throw new AuthError('wrong_issuer');
    }
    const old = known.get(issuer);
    const print = fingerprint(answer);
    if (old?.answer === print) return old.pool;
    let pool: Pool;
    try {
      pool = open(resolver.read(answer));
    } catch (mistake) {
      throw unavailable(mistake);
    }
    // An answer for another issuer must not widen what is accepted.
    if (!pool.issuers.includes(issuer)) throw new AuthError('wrong_issuer');
    known.set(issuer, { pool, answer: print, resolvedAt: clock() });
    return pool;
  };

  const resolve = (issuer: string): Promise<Pool> => {
    let flight = flights.get(issuer);
    if (flight === undefined) {
      flight = ask(issuer).finally(() => flights.delete(issuer));
      flights.set(issuer, flight);
    }
    return flight;
  };

  return {
    find: (issuer) => {
      if (typeof issuer !== 'string' || !issuerForm.test(issuer)) throw new AuthError('wrong_issuer');
      const resolved = known.get(issuer);
      if (resolved === undefined) return resolve(issuer);
      const now = clock();
      if (Math.abs(now - resolved.resolvedAt) >= resolveAgainAfterMs) {
        resolved.resolvedAt = now;
        resolve(issuer).catch(() => undefined);
      }
      return resolved.pool;
    },
    all: () => [...known.values()].map(({ pool }) => pool),
  };
};

/**
 * @param config - The verifier's.
 * @param emitter - Receives the key sets' events.
 * @returns The fixed pools, or those that the resolver finds.
 */
export const openPools = (config: VerifierConfig, emitter: Emitter): Pools => {
  const open: OpenPool = (pool) => ({
    ...pool,
    keySet: new KeySet(pool.userPoolId, pool.jwksUris, pool.keys, config.clock, emitter),
    retired: false,
  });
  return config.resolver === undefined
    ? fixedPools(config.pools, open)
    : resolvedPools(config.resolver, open, config.clock);
};
