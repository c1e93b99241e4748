import type { Entries } from '../pool/expiring-map.ts';
import type { Group } from '../pool/groups.ts';
import type { LocalPool } from '../pool/local-pool.ts';
import type { RefreshTokenState } from '../pool/refresh-tokens.ts';
import type { Session } from '../pool/sessions.ts';
import type { User } from '../pool/users.ts';
import { type StoredKey, storeKey } from './stored-key.ts';

/**
 * What a pool keeps across restarts. Codes and challenges, which last for minutes, are not part of it: a sign-in that is
 * under way starts again.
 */
export interface PoolState {
  readonly version: 1;
  readonly userPoolId: string;
  /** The port of the run, so that the issuer stays the same. */
  readonly port?: number;
  readonly keys: { readonly access: StoredKey; readonly id: StoredKey };
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly refreshTokens: RefreshTokenState;
  readonly sessions: Entries<Session>;
}

/** The state of a pool. */
export const stateOf = ({ config, origin, keys, users, groups, refreshTokens, sessions }: LocalPool): PoolState => ({
  version: 1,
  userPoolId: config.userPoolId,
  // Empty for the default port of the scheme.
  port: Number(new URL(origin).port || (config.https ? 443 : 80)),
  keys: { access: storeKey(keys.keys.access), id: storeKey(keys.keys.id) },
  users: users.all(),
  groups: groups.all(),
  refreshTokens: refreshTokens.state(),
  sessions: sessions.state(),
});

/** Replaces users, groups and sign-ins by those of an earlier run. */
export const restoreState = (pool: LocalPool, state: PoolState): void => {
  pool.users.restore(state.users);
  pool.groups.restore(state.groups);
  pool.refreshTokens.restore(state.refreshTokens);
  pool.sessions.restore(state.sessions);
};
