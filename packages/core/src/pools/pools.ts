import { AuthError } from '../errors/auth-error.ts';
import type { Emitter } from '../events.ts';
import { KeySet } from '../keys/key-set.ts';
import type { PoolSettings, PoolsSettings } from './options.ts';
import type { OpenPool, Pool, Pools } from './pool.ts';
import { ResolvedPools } from './resolved-pools.ts';

const fixedPools = (configs: readonly PoolSettings[], open: OpenPool): Pools => {
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

/**
 * @param config - The verifier's pools, or its resolver.
 * @param emitter - Receives the key sets' events.
 * @returns The configured pools, or pools that the resolver finds.
 */
export const openPools = (config: PoolsSettings, emitter: Emitter): Pools => {
  const open: OpenPool = (pool, isCurrent) => ({
    ...pool,
    keySet: new KeySet(pool.userPoolId, pool.jwksUris, pool.keys, config.clock, emitter),
    isCurrent,
  });
  return config.resolver === undefined
    ? fixedPools(config.pools, open)
    : new ResolvedPools(config.resolver, open, config.clock, emitter);
};
