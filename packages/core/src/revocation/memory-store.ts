import { ExpiryQueue } from '../lib/expiry-queue.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { countUpTo, functionOf } from '../lib/option-values.ts';
import {
  clientEntry,
  entriesAbout,
  type MomentEntry,
  poolEntry,
  sessionEntry,
  tokenEntry,
  userEntry,
} from './entries.ts';
import { type RevocationStore, revocationLifetimeSeconds } from './store.ts';

/** Options of {@link memoryRevocationStore}. */
export interface MemoryRevocationStoreOptions {
  /** Revocations remembered at most. Default 100,000, which take about 35 MB. */
  readonly maxEntries?: number;
  /** The time in milliseconds since the epoch. Default `Date.now`; for tests. */
  readonly clock?: () => number;
}

/** Tokens with an `iat` before `issuedBefore` are revoked, until `endsAt`; both in seconds since the epoch. */
interface Entry {
  readonly issuedBefore: number;
  readonly endsAt: number;
}

const name = 'memoryRevocationStore';

const schema = {
  maxEntries: optional(countUpTo(10_000_000), 100_000),
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<MemoryRevocationStoreOptions>;

/** Expired entries that one write removes while the store is not full. */
const maxRemovals = 100;

/**
 * Keeps revocations in the memory of this process: for tests, and for a service of one process that may lose its
 * revocations when it restarts. Several processes need a shared store, so that a sign-out reaches all of them.
 *
 * An entry is removed when every token that it revokes has expired. A full store keeps its entries and rejects a new
 * revocation.
 *
 * @param options - {@link MemoryRevocationStoreOptions}.
 * @returns The store. Its functions reject with a TypeError for a revocation that names no pool, no id or no time in
 *   seconds, and with a RangeError when it is full.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 * import { memoryRevocationStore } from '@cognito-guard/core/revocation';
 *
 * const verifier = createVerifier({
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1example23456789',
 *   tokenUse: 'access',
 *   revocation: { store: memoryRevocationStore() },
 * });
 * ```
 */
export const memoryRevocationStore = (options: MemoryRevocationStoreOptions = {}): RevocationStore => {
  const { maxEntries, clock } = readOptions(`${name}: options`, options, schema);
  const entries = new Map<string, Entry>();
  /** Each entry once, by a time that is not later than its expiry. */
  const queue = new ExpiryQueue();
  const now = (): number => clock() / 1000;

  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && now() < entry.endsAt ? entry : undefined;
  };

  /**
   * Removes expired entries: a bounded number while the store is not full, so that no write waits for the removal of
   * thousands after a quiet night.
   */
  const removeEnded = (): void => {
    for (let round = 0; round < maxRemovals || entries.size >= maxEntries; round++) {
      const first = queue.first;
      if (first === undefined || now() < first.endsAt) return;
      queue.shift();
      // A later write may have extended its expiry.
      const entry = entries.get(first.name);
      if (entry !== undefined && now() < entry.endsAt) queue.add({ name: first.name, endsAt: entry.endsAt });
      else entries.delete(first.name);
    }
  };

  const write = (key: string, entry: Entry): void => {
    if (!entries.has(key)) {
      removeEnded();
      if (entries.size >= maxEntries) {
        throw new RangeError(`${name} is full: it holds maxEntries (${maxEntries}) revocations that still count.`);
      }
      queue.add({ name: key, endsAt: entry.endsAt });
    }
    entries.set(key, entry);
  };

  const revokeOne = (key: string): void =>
    write(key, { issuedBefore: Number.POSITIVE_INFINITY, endsAt: now() + revocationLifetimeSeconds });

  const revokeBefore = ({ name: key, issuedBefore, endsAt }: MomentEntry): void => {
    const known = find(key)?.issuedBefore ?? Number.NEGATIVE_INFINITY;
    // An earlier time does not replace a later one. A time whose tokens have all expired needs no entry.
    if (known < issuedBefore && now() < endsAt) write(key, { issuedBefore, endsAt });
  };

  return Object.freeze<RevocationStore>({
    isRevoked: async (token) =>
      entriesAbout(token).some((key) => token.issuedAt < (find(key)?.issuedBefore ?? Number.NEGATIVE_INFINITY)),
    // Async, so that an invalid argument rejects.
    revokeToken: async (revocation) => revokeOne(tokenEntry(revocation)),
    revokeSession: async (revocation) => revokeOne(sessionEntry(revocation)),
    revokeUser: async (revocation) => revokeBefore(userEntry(revocation)),
    revokeClient: async (revocation) => revokeBefore(clientEntry(revocation)),
    revokePool: async (revocation) => revokeBefore(poolEntry(revocation)),
  });
};
