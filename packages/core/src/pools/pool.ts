import type { KeySet } from '../keys/key-set.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import type { PoolSettings } from './options.ts';

/** One pool: its rules and its key set. */
export interface Pool extends PoolSettings {
  readonly keySet: KeySet;
  /** Whether the pool can be used without waiting: false where `resolvePool` must be called, or no longer returns it. */
  isCurrent(waitUntil: WaitUntil | undefined): boolean;
}

/** Maps an issuer to its pool. */
export interface Pools {
  /**
   * @param issuer - The `iss` of a token, of any type.
   * @param waitUntil - Receives a call of `resolvePool` that the request does not wait for.
   * @returns The pool whose issuer equals this string.
   * @throws {@link AuthError} `wrong_issuer`; `keys_unavailable` where `resolvePool` fails.
   */
  find(issuer: unknown, waitUntil: WaitUntil | undefined): Pool | Promise<Pool>;
  /** Every pool in use. */
  all(): readonly Pool[];
}

/** Creates a pool with its key set. */
export type OpenPool = (config: PoolSettings, isCurrent: Pool['isCurrent']) => Pool;
