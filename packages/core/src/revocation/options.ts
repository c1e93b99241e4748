import { optional, readOptions, type Schema, withNames } from '../lib/option-schema.ts';
import { fail, numberOf, oneOf, type Reader } from '../lib/option-values.ts';
import { type RevocationStore, storeWith } from './store.ts';

/** How verified tokens are held against a store of revoked ones. */
export interface RevocationOptions {
  /** What to ask. A verifier only asks; whoever signs users out writes. */
  readonly store: Pick<RevocationStore, 'isRevoked'>;
  /**
   * What happens to tokens while the store does not answer: `'refuse'` answers `revocation_unavailable` (503), and
   * `'accept'` lets them pass, except those that the store last called revoked: the verifier remembers 10,000 of them.
   * Default `'refuse'`.
   */
  readonly onStoreFailure?: 'refuse' | 'accept';
  /**
   * Seconds that an answer counts for, from when it was asked, 0 to 60; so long may a revoked token still pass. Default
   * 5. Answers are kept beside their verdicts: with `cache: false` none are.
   */
  readonly cacheSeconds?: number;
  /** Deadline of one question in milliseconds, 1 to 10,000. Default 1,000. */
  readonly timeoutMs?: number;
}

/** {@link RevocationOptions}, resolved. */
export type RevocationSettings = Required<RevocationOptions>;

const schema = {
  store: storeWith('isRevoked'),
  onStoreFailure: optional(oneOf('refuse', 'accept'), 'refuse'),
  cacheSeconds: optional(numberOf(0, 60, 'seconds'), 5),
  timeoutMs: optional(numberOf(1, 10_000, 'milliseconds'), 1_000),
} satisfies Schema<RevocationOptions>;

/** Reads {@link RevocationOptions}. */
export const revocationOption: Reader<RevocationSettings> = withNames(Object.keys(schema), (given, path) =>
  typeof given === 'object' && given !== null && 'isRevoked' in given
    ? fail(path, given, 'an object with the store in it, { store }', 'the store itself')
    : readOptions(path, given, schema),
);
