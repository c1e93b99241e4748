import { withDeadline } from './deadline.ts';
import { AuthError } from './errors.ts';
import type { Emitter } from './events.ts';
import { Flights } from './flights.ts';
import { KeyFailureError } from './key-failure.ts';
import { KeySet } from './keys.ts';
import { LruMap } from './lru-map.ts';
import type { ResolverConfig, VerifierConfig } from './options.ts';
import type { PoolConfig } from './pool-options.ts';

/** A pool at work: its rules and its key set. */
export interface Pool extends PoolConfig {
  readonly keySet: KeySet;
  /** False once `resolvePool` has taken the pool back: its verdicts die with it. */
  isCurrent(): boolean;
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

type OpenPool = (config: PoolConfig, isCurrent: () => boolean) => Pool;

const fixedPools = (configs: readonly PoolConfig[], open: OpenPool): Pools => {
  const pools = configs.map((config) => open(config, () => true));
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
const askAgainAfterMs = 600_000;

interface Resolved {
  readonly pool: Pool;
  /** What the resolver answered, as text. */
  readonly answer: string;
  askedAt: number;
}

/** Tells whether a resolver changed its mind; functions in an answer are compared by their presence only. */
const textOf = (answer: unknown): string =>
  JSON.stringify(answer, (_, value) => (typeof value === 'function' ? 'function' : value));

const resolvedPools = (resolver: ResolverConfig, open: OpenPool, clock: () => number, emitter: Emitter): Pools => {
  const known = new LruMap<Resolved>(resolver.maxPools);
  const flights = new Flights<Pool>();

  /**
   * A resolver that fails, or answers with a mistake, is trouble of ours and never the token's. What it threw is not
   * kept: it may quote the issuer that it was asked for.
   */
  const unavailable = (): AuthError => {
    emitter.emit({ type: 'keys_failed', userPoolId: undefined, reason: 'resolve_pool', retryAfterSeconds: 1 });
    return new AuthError('keys_unavailable', { cause: new KeyFailureError('resolve_pool') });
  };

  const ask = async (issuer: string): Promise<Pool> => {
    const answer = await withDeadline(resolver.timeoutMs, async () => resolver.resolvePool(issuer)).catch(() => {
      throw unavailable();
    });
    if (answer === undefined || answer === null) {
      known.delete(issuer);
      throw new AuthError('wrong_issuer');
    }
    const old = known.get(issuer);
    let text: string;
    let pool: Pool;
    try {
      text = textOf(answer);
      if (old?.answer === text) return old.pool;
      pool = open(resolver.read(answer), () => isCurrent(issuer, pool));
    } catch {
      throw unavailable();
    }
    // An answer for another issuer is none: it must not widen what is accepted.
    if (!pool.issuers.includes(issuer)) {
      known.delete(issuer);
      throw new AuthError('wrong_issuer');
    }
    known.set(issuer, { pool, answer: text, askedAt: clock() });
    return pool;
  };

  const askOnce = (issuer: string): Promise<Pool> => flights.join(issuer, () => ask(issuer));

  /** The pool of an issuer that is known. An answer that has grown old is asked for again, behind the request. */
  const recall = (issuer: string): Pool | undefined => {
    const resolved = known.get(issuer);
    if (resolved === undefined) return undefined;
    const now = clock();
    if (Math.abs(now - resolved.askedAt) >= askAgainAfterMs) {
      resolved.askedAt = now;
      askOnce(issuer).catch(() => undefined);
    }
    return resolved.pool;
  };
  const isCurrent = (issuer: string, pool: Pool): boolean => recall(issuer) === pool;

  return {
    find: (issuer) => {
      if (typeof issuer !== 'string' || !issuerForm.test(issuer)) throw new AuthError('wrong_issuer');
      return recall(issuer) ?? askOnce(issuer);
    },
    all: () => known.values().map(({ pool }) => pool),
  };
};

/**
 * @param config - The verifier's.
 * @param emitter - Receives the key sets' events.
 * @returns The fixed pools, or those that the resolver finds.
 */
export const openPools = (config: VerifierConfig, emitter: Emitter): Pools => {
  const open: OpenPool = (pool, isCurrent) => ({
    ...pool,
    keySet: new KeySet(pool.userPoolId, pool.jwksUris, pool.keys, config.clock, emitter),
    isCurrent,
  });
  return config.resolver === undefined
    ? fixedPools(config.pools, open)
    : resolvedPools(config.resolver, open, config.clock, emitter);
};
