import { LRUCache } from 'lru-cache';
import type { VerificationKey } from '../keys/jwks.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import type { Pool } from '../pools/pool.ts';
import type { Verdict } from '../token/auth.ts';
import type { CacheOptions } from './options.ts';

/** The revocation store's answer for a token. */
interface RevocationAnswer {
  readonly isRevoked: boolean;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

/** A verdict with the pool and the key that it depends on. It holds no token text. */
export interface CachedVerdict {
  readonly verdict: Verdict;
  readonly pool: Pool;
  readonly key: VerificationKey;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  /** The revocation store's last answer; undefined before the first one. */
  revocation: RevocationAnswer | undefined;
}

/**
 * Upper bound on a verdict's memory. Measured on Node 24: about 500 bytes, plus 0.8 (long strings) to 3.7 bytes (hundreds
 * of groups) for each character of the token. What a claims schema makes of a copy of the claims takes as much again.
 */
const estimateBytes = (tokenLength: number, { custom }: Verdict): number =>
  512 + (custom === undefined ? 4 : 8) * tokenLength;

/**
 * LRU cache of verdicts by the digest of their token, bounded by entries and bytes.
 *
 * {@link isLive} validates every hit against the verifier's clock: the cache itself has no TTL.
 */
export class VerdictCache extends LRUCache<string, CachedVerdict> {
  constructor({ maxEntries, maxBytes }: Required<CacheOptions>) {
    super({ max: maxEntries, maxSize: maxBytes });
  }

  /** Adds a verdict. */
  add(digest: string, entry: CachedVerdict, tokenLength: number): void {
    this.set(digest, entry, { size: estimateBytes(tokenLength, entry.verdict) });
  }
}

/**
 * Whether a cached verdict is valid. The token must not have expired. The clock must not be before the verification, so
 * that nbf, checked then, is still met. The pool must be in use, and its key set must hold the same key object. Where
 * the pool or the key set must be refreshed first, the verdict is not valid.
 *
 * @param entry - From the cache.
 * @param now - Milliseconds since the epoch.
 * @param toleranceMs - The clock tolerance.
 * @param waitUntil - Receives a refresh that this call starts.
 */
export const isLive = (
  { verdict, storedAt, pool, key }: CachedVerdict,
  now: number,
  toleranceMs: number,
  waitUntil: WaitUntil | undefined,
): boolean =>
  now < verdict.expiresAt * 1000 + toleranceMs &&
  now >= storedAt &&
  pool.isCurrent(waitUntil) &&
  pool.keySet.lookup(key.kid, now, waitUntil) === key;
