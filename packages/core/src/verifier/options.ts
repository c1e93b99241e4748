import type { EventListener } from '../events.ts';
import type { KeyOptions } from '../keys/options.ts';
import type { StandardSchema } from '../lib/standard-schema.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import type { PoolOptions } from '../pools/options.ts';
import type { RevocationOptions } from '../revocation/options.ts';
import type { TokenUse } from '../token/claims.ts';
import type { Confirmation } from './confirmation.ts';

/** Bounds of the verified-token cache. */
export interface CacheOptions {
  /** Verified tokens kept at most. Default 1,000. */
  readonly maxEntries?: number;
  /** Upper bound on their estimated memory, in bytes. Default 8 MiB. */
  readonly maxBytes?: number;
}

/** Options of the verifier as a whole. */
export interface SharedOptions<Custom = unknown> {
  /** Seconds that this clock and Cognito's may differ, 0 to 300. Default 5. */
  readonly clockToleranceSeconds?: number;
  /**
   * Longest token that is read, in characters, 1,024 to 65,536. Default 8,192. For each 16 of them, the payload may
   * have one JSON object, array or member. Raise it for users in many groups, and for complex claims; the cost of
   * refusing a hostile token rises with it. Hosts limit headers, too: Node.js 16 KiB in all.
   */
  readonly maxTokenLength?: number;
  /**
   * Checks the claims of a token whose other checks passed, once for each verdict, and makes `auth.custom` of them. Claims
   * that it refuses are `invalid_claims`; the `cause` names their paths, never a value. It gets a copy of all claims. It must
   * be synchronous: a schema that returns a promise or throws makes `verify` throw a TypeError. Default none.
   */
  readonly claims?: StandardSchema<unknown, Custom>;
  /** Key options of every pool. */
  readonly keys?: KeyOptions;
  /** Bounds of the verified-token cache, or false for none. */
  readonly cache?: CacheOptions | false;
  /** Checks whether a verified token is revoked. Default none: a token is valid until it expires. */
  readonly revocation?: RevocationOptions;
  /**
   * Accepts tokens that are bound to a key (`cnf`, RFC 7800), where the request proves possession of it: DPoP or mutual TLS.
   * Default none: such a token is refused, because any client that has it could use it.
   */
  readonly confirmation?: Confirmation;
  /** Receives events; the diagnostics channel `cognito-guard` receives the same ones. */
  readonly onEvent?: EventListener;
  /**
   * Receives work that no request waits for, such as a refresh of keys, where a runtime would cancel it with the
   * response: `waitUntil` of `cloudflare:workers` or `@vercel/functions`. Default none. The Hono adapter passes its
   * `executionCtx` by default.
   */
  readonly waitUntil?: WaitUntil;
  /**
   * The time in milliseconds since the epoch. Default `Date.now`; for tests. A time that is not a finite number leads
   * to 503.
   */
  readonly clock?: () => number;
}

/**
 * Finds the pool of an issuer, for tenants that are not known at startup.
 *
 * It is the allow list: return undefined for every issuer that is not yours. It is called only with strings in the form
 * of a Cognito issuer, but before the signature is checked, so it must be fast: read from memory or a fast store. One
 * call resolves all issuers of a pool. Results are refreshed behind requests after `keys.refreshAfterSeconds`, and not
 * used past `keys.maxAgeSeconds`.
 *
 * Refusals are cached for ten seconds. In that time it is called for at most 200 other issuers that it refuses; further
 * ones are `keys_unavailable`. Its deadline is `keys.timeoutMs`. Where it throws, or returns a pool that
 * `createVerifier` would refuse, the code is `keys_unavailable`. The error is dropped, because it may quote the token:
 * log it in the function itself.
 *
 * @param issuer - The `iss` of a token, not verified yet.
 * @returns The pool whose issuer this is, or undefined.
 */
export type ResolvePool<Use extends TokenUse | null = TokenUse | null> = (
  issuer: string,
) => PoolOptions<Use> | undefined | Promise<PoolOptions<Use> | undefined>;

/** Options of a verifier for one pool. */
export interface OnePoolOptions<Use extends TokenUse | null = TokenUse | null, Custom = unknown>
  extends PoolOptions<Use>,
    SharedOptions<Custom> {}

/** Options of a verifier for several pools. */
export interface SeveralPoolsOptions<Use extends TokenUse | null = TokenUse | null, Custom = unknown>
  extends SharedOptions<Custom> {
  /** The pools, each with its own rules; no two may share an issuer. */
  readonly pools: readonly PoolOptions<Use>[];
}

/** Options of a verifier that finds pools by the issuer of a token. */
export interface ResolvedPoolsOptions<Use extends TokenUse | null = TokenUse | null, Custom = unknown>
  extends SharedOptions<Custom> {
  /** Finds the pool of an issuer. */
  readonly resolvePool: ResolvePool<Use>;
  /** Upper bound on cached pools. Default 1,000. */
  readonly maxPools?: number;
}

type No<Name extends string> = { readonly [Key in Name]?: never };

/** One pool, several pools, or a function that finds the pool of an issuer: exactly one of these. */
export type VerifierOptions<Use extends TokenUse | null = TokenUse | null, Custom = unknown> =
  | (OnePoolOptions<Use, Custom> & No<'pools' | 'resolvePool' | 'maxPools'>)
  | (SeveralPoolsOptions<Use, Custom> & No<'userPoolId' | 'resolvePool' | 'maxPools'>)
  | (ResolvedPoolsOptions<Use, Custom> & No<'userPoolId' | 'pools'>);
