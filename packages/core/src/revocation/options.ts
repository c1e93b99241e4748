import { optional, readOptions, type Schema, withNames } from '../lib/option-schema.ts';
import { fail, numberOf, oneOf, type Reader } from '../lib/option-values.ts';
import { isObject } from '../lib/value-types.ts';
import { type RevocationStore, storeWith } from './store.ts';

/** How verified tokens are checked against a revocation store. */
export interface RevocationOptions {
  /** The store. A verifier only reads it; the application's sign-out writes to it. */
  readonly store: Pick<RevocationStore, 'isRevoked'>;
  /**
   * The result for tokens while the store fails: `'refuse'` throws `revocation_unavailable` (503), and `'accept'`
   * accepts them, except those that the store last reported as revoked: the verifier remembers 10,000 of them. Default
   * `'refuse'`.
   */
  readonly onStoreFailure?: 'refuse' | 'accept';
  /**
   * Seconds that an answer of the store is cached, from when the store was called, 0 to 60. A revoked token may pass
   * for this long. Default 5. Answers are cached beside their verdicts: with `cache: false` none are.
   */
  readonly cacheSeconds?: number;
  /** Deadline of one call in milliseconds, 1 to 10,000. Default 1,000. */
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
  isObject(given) && 'isRevoked' in given
    ? fail(path, given, 'an object with the store in it, { store }', 'the store itself')
    : readOptions(path, given, schema),
);
