import type { KeySet } from '../keys/key-set.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import type { PoolSettings } from './options.ts';

/** A pool at work: its rules and its key set. */
export interface Pool extends PoolSettings {
  readonly keySet: KeySet;
  /** Whether the pool may be used without waiting: false once `resolvePool` no longer returns it, or has to be called. */
  isCurrent(waitUntil: WaitUntil | undefined): boolean;
}

/** Chooses the pool that a token names. */
export interface Pools {
  /**
   * @param issuer - The `iss` of a token, of any type.
   * @param waitUntil - Receives a call of `resolvePool` that this one starts and does not wait for.
   * @returns The pool that has exactly this issuer.
   * @throws {@link AuthError} `wrong_issuer`; `keys_unavailable` where `resolvePool` fails.
   */
  find(issuer: unknown, waitUntil: WaitUntil | undefined): Pool | Promise<Pool>;
  /** Every pool in use. */
  all(): readonly Pool[];
}

/** Gives a pool its key set. */
export type OpenPool = (config: PoolSettings, isCurrent: Pool['isCurrent']) => Pool;
