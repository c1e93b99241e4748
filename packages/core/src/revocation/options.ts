import { fail, readNumber, readObject, readOptional, readRequired } from '../lib/option-values.ts';
import { type RevocationStore, readStore } from './store.ts';

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

const names = ['store', 'onStoreFailure', 'cacheSeconds', 'timeoutMs'] as const;

const readOnStoreFailure = (option: string, given: unknown): 'refuse' | 'accept' =>
  given === 'refuse' || given === 'accept' ? given : fail(option, given, '"refuse" or "accept"');

/**
 * @param option - The option's path, for messages.
 * @param given - {@link RevocationOptions}, perhaps.
 * @param without - Options that whoever asks has no use for.
 * @returns Settings, frozen.
 * @throws TypeError naming the option.
 */
export const readRevocationOptions = (
  option: string,
  given: unknown,
  ...without: readonly (keyof RevocationOptions)[]
): RevocationSettings => {
  if (typeof given === 'object' && given !== null && 'isRevoked' in given) {
    return fail(option, given, 'an object with the store in it, { store }', 'the store itself');
  }
  const known = names.filter((name) => !without.includes(name));
  const options = readObject(option, given, known);
  const number = (name: string, fallback: number, min: number, max: number, unit: string): number =>
    readOptional(options, name, fallback, readNumber(`${option}.${name}`, min, max, unit));
  return Object.freeze({
    store: readRequired(options, 'store', (store) => readStore(`${option}.store`, store, 'isRevoked')),
    onStoreFailure: readOptional(options, 'onStoreFailure', 'refuse', (value) =>
      readOnStoreFailure(`${option}.onStoreFailure`, value),
    ),
    cacheSeconds: number('cacheSeconds', 5, 0, 60, 'seconds'),
    timeoutMs: number('timeoutMs', 1_000, 1, 10_000, 'milliseconds'),
  });
};
