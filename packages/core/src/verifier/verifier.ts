import type { KeySetStats } from '../keys/key-set-report.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import type { Auth } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Requirements } from '../token/requirement-options.ts';
import type { CompiledRequirements } from '../token/requirements.ts';

/** One pool's keys, as {@link Verifier.stats} and {@link Verifier.ready} report them. */
export interface PoolStats extends KeySetStats {
  readonly userPoolId: string;
}

/** A verifier's counters since its creation, and the size of its cache. */
export interface VerifierStats {
  /** Tokens accepted. */
  readonly verified: number;
  /** Accepted tokens whose verdict was cached. */
  readonly cacheHits: number;
  /** Calls that threw an {@link AuthError}, transient ones included. */
  readonly rejected: number;
  /** Verdicts in the cache. */
  readonly cacheEntries: number;
  /** Upper bound on the cache's memory, in bytes. */
  readonly cacheBytes: number;
  readonly pools: readonly PoolStats[];
}

/** Options of one call of {@link Verifier.verify}. */
export interface VerifyOptions {
  /**
   * Receives work that the request does not wait for, such as a refresh of keys: `ctx.waitUntil` of the request. Default
   * the verifier's `waitUntil`.
   */
  readonly waitUntil?: WaitUntil | undefined;
  /** Reads a request header by its lower-case name, for verifiers that read more than the token. */
  readonly header?: ((name: string) => string | readonly string[] | undefined) | undefined;
  /** The method of the request, for the option `confirmation`. */
  readonly method?: string | undefined;
  /** The URL of the request, absolute or from the path on, for the option `confirmation`. */
  readonly url?: string | undefined;
}

/** Verifies tokens by rules fixed at construction. Its functions need no `this`. */
export interface Verifier<Use extends TokenUse | null = TokenUse | null, Custom = unknown> {
  /**
   * Verifies a token's signature, issuer, times, token use, client and revocation, then evaluates the requirements.
   *
   * @param token - A JWT in compact form.
   * @param requirements - What the request needs besides a valid token; compile them once where they are fixed.
   * @param options - {@link VerifyOptions}.
   * @returns The verified token.
   * @throws {@link AuthError} with any code but `missing_token`, `multiple_tokens` and `malformed_credentials`; TypeError
   * for invalid requirements.
   */
  readonly verify: (
    token: string,
    requirements?:
      | Requirements<Auth<NoInfer<Use>, NoInfer<Custom>>>
      | CompiledRequirements<Auth<NoInfer<Use>, NoInfer<Custom>>>,
    options?: VerifyOptions,
  ) => Promise<Auth<Use, Custom>>;
  /**
   * Fetches missing keys, so that the first request need not wait, and calls the revocation store, so that a missing
   * table shows at startup.
   *
   * @returns Every pool's keys.
   * @throws {@link AuthError} `keys_unavailable` where a pool has no keys; its `cause` names the pools.
   * `revocation_unavailable` where the store fails, also with `onStoreFailure: 'accept'`.
   */
  readonly ready: () => Promise<readonly PoolStats[]>;
  /** @returns A snapshot of counters and ages. */
  readonly stats: () => VerifierStats;
}

/**
 * The verified tokens of a verifier, for the signature of a function or a decorated parameter.
 *
 * @example
 * ```ts
 * import type { AuthOf } from '@cognito-guard/core';
 *
 * const isOwner = (auth: AuthOf<typeof verifier>, owner: string): boolean => auth.subject === owner;
 * ```
 */
export type AuthOf<V extends Verifier> = Awaited<ReturnType<V['verify']>>;
