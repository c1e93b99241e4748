import { digest } from '#runtime';
import { AuthError } from '../errors/auth-error.ts';
import type { VerificationKey } from '../keys/jwks.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import type { Pool, Pools } from '../pools/pool.ts';
import { makeVerdict } from '../token/auth.ts';
import { checkIdentity, checkTimes } from '../token/claim-checks.ts';
import type { CommonClaims } from '../token/claims.ts';
import { type ParsedToken, parseToken } from '../token/parsed-token.ts';
import { type CachedVerdict, isLive, type VerdictCache } from './cache.ts';
import { isConfirmationClaim } from './confirmation.ts';
import type { Trace } from './reporter.ts';
import type { VerifierSettings } from './settings.ts';

/** A key that the runtime fails to import or to use is a server error, not an invalid token. */
const isSignedBy = (key: VerificationKey, { keySet }: Pool, token: ParsedToken): boolean | Promise<boolean> => {
  const discard = (): never => {
    throw keySet.discard(key);
  };
  try {
    const check = key.verify(token.signingInput, token.signature);
    return typeof check === 'boolean' ? check : check.catch(discard);
  } catch {
    return discard();
  }
};

/** Verifies signature, issuer, times, token use and client. Returns cached verdicts where they are live. */
export class TokenVerifier {
  readonly #settings: VerifierSettings;
  readonly #pools: Pools;
  readonly #cache: VerdictCache | undefined;

  constructor(settings: VerifierSettings, pools: Pools, cache: VerdictCache | undefined) {
    this.#settings = settings;
    this.#pools = pools;
    this.#cache = cache;
  }

  /** @returns The cache key of a token; undefined without a cache, or where the runtime fails to compute the digest. */
  identify(token: string): string | undefined | Promise<string | undefined> {
    const id = this.#cache && digest(token);
    return typeof id === 'string' ? id : id?.catch(() => undefined);
  }

  /**
   * @param id - From {@link identify}.
   * @param waitUntil - Receives a refresh that this call starts.
   * @returns The cached verdict, where it is live.
   */
  recall(id: string | undefined, waitUntil: WaitUntil | undefined): CachedVerdict | undefined {
    const cache = this.#cache;
    if (cache === undefined || id === undefined) return undefined;
    const { clock, clockToleranceSeconds } = this.#settings;
    const cached = cache.get(id);
    if (cached === undefined || isLive(cached, clock(), clockToleranceSeconds * 1000, waitUntil)) return cached;
    cache.delete(id);
    return undefined;
  }

  /**
   * Verifies a token, cheapest check first, and caches the verdict.
   *
   * @param token - Within the length limit.
   * @param id - From {@link identify}.
   * @param waitUntil - Receives work that this call starts and does not wait for.
   * @param trace - Receives the user pool as soon as it is known.
   * @throws {@link AuthError} with the code of the first check that fails.
   */
  async verify(
    token: string,
    id: string | undefined,
    waitUntil: WaitUntil | undefined,
    trace: Trace,
  ): Promise<CachedVerdict> {
    const { clock, clockToleranceSeconds, maxTokenLength, claims: readCustom } = this.#settings;
    const parsed = parseToken(token, maxTokenLength);
    const { kid, claims } = parsed;
    const found = this.#pools.find(claims['iss'], waitUntil);
    const pool = found instanceof Promise ? await found : found;
    trace.userPoolId = pool.userPoolId;
    let times = checkTimes(claims, clock() / 1000, clockToleranceSeconds);
    let key = pool.keySet.lookup(kid, clock(), waitUntil);
    if (key === undefined) {
      key = await pool.keySet.find(kid, waitUntil);
      // The token may have expired during the fetch.
      times = checkTimes(claims, clock() / 1000, clockToleranceSeconds);
    }
    // Another request with the same token may have waited for the same keys.
    const cached = this.recall(id, waitUntil);
    if (cached !== undefined) return cached;
    const check = isSignedBy(key, pool, parsed);
    // Awaited on edge runtimes only: elsewhere concurrent requests with one new token verify it once.
    if (!(typeof check === 'boolean' ? check : await check)) throw new AuthError('invalid_signature');
    const identity = checkIdentity(
      claims,
      pool,
      this.#settings.confirmation !== undefined && isConfirmationClaim(claims['cnf']),
    );
    const verdict = makeVerdict(pool.userPoolId, claims as CommonClaims, times, identity, readCustom);
    const verified = { verdict, pool, key, storedAt: clock(), revocation: undefined };
    if (id !== undefined) this.#cache?.add(id, verified, token.length);
    return verified;
  }
}
