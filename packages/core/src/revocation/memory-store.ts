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

/** Ended entries that one write removes, where it needs no more. */
const maxRemovals = 100;

/**
 * Remembers revocations in this process: for tests, and for a service that runs as one process and may forget who was
 * signed out when it restarts. Wherever several processes answer, a sign-out must reach all of them: take a store that
 * they share.
 *
 * An entry goes once no token that it is about could be accepted any more. A store that is full never forgets: the
 * revocation is rejected, so that it does not look done.
 *
 * @param options - How much to remember.
 * @returns The store. Its functions reject with a TypeError for a revocation that names no pool, no id or no time in
 * seconds, and with a RangeError when it is full.
 * @throws TypeError naming the option, what was given and what is expected.
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
  /** Each entry once, by an end that is not later than its own. */
  const queue = new ExpiryQueue();
  const now = (): number => clock() / 1000;

  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && now() < entry.endsAt ? entry : undefined;
  };

  /** Makes room, and a little more: no write waits for all entries that ended during a quiet night. */
  const removeEnded = (): void => {
    for (let round = 0; round < maxRemovals || entries.size >= maxEntries; round++) {
      const first = queue.first;
      if (first === undefined || now() < first.endsAt) return;
      queue.shift();
      // Written again meanwhile, it may end later.
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
    // An earlier moment takes nothing back; one whose tokens are all dead has nothing to say.
    if (known < issuedBefore && now() < endsAt) write(key, { issuedBefore, endsAt });
  };

  return Object.freeze<RevocationStore>({
    isRevoked: async (token) =>
      entriesAbout(token).some((key) => token.issuedAt < (find(key)?.issuedBefore ?? Number.NEGATIVE_INFINITY)),
    // Async, so that a mistake rejects.
    revokeToken: async (revocation) => revokeOne(tokenEntry(revocation)),
    revokeSession: async (revocation) => revokeOne(sessionEntry(revocation)),
    revokeUser: async (revocation) => revokeBefore(userEntry(revocation)),
    revokeClient: async (revocation) => revokeBefore(clientEntry(revocation)),
    revokePool: async (revocation) => revokeBefore(poolEntry(revocation)),
  });
};
