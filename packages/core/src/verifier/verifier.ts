import { AuthError } from '../errors/auth-error.ts';
import { Emitter, rejectedEvent } from '../events.ts';
import type { KeySetStats } from '../keys/key-set.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import { openPools } from '../pools/pools.ts';
import { type Auth, VerifiedToken } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import { assertReadable } from '../token/parsed-token.ts';
import { type CompiledRequirements, compileRequirements, type Requirements } from '../token/requirements.ts';
import { VerdictCache } from './cache.ts';
import {
  type OnePoolOptions,
  type ResolvedPoolsOptions,
  readVerifierOptions,
  type SeveralPoolsOptions,
  type VerifierOptions,
} from './options.ts';
import { RevocationCheck } from './revocation-check.ts';
import { type Trace, Verdicts } from './verdicts.ts';

/** One pool's keys, as {@link Verifier.stats} and {@link Verifier.ready} report them. */
export interface PoolStats extends KeySetStats {
  readonly userPoolId: string;
}

/** A verifier's counters since it was made, and what it holds now. */
export interface VerifierStats {
  /** Tokens verified. */
  readonly verified: number;
  /** Of these, tokens whose verdict was known. */
  readonly cacheHits: number;
  /** Tokens refused, and tokens that could not be judged. */
  readonly rejected: number;
  /** Verdicts in the cache. */
  readonly cacheEntries: number;
  /** Memory that they take, estimated, in bytes. */
  readonly cacheBytes: number;
  readonly pools: readonly PoolStats[];
}

/** What belongs to one request. */
export interface VerifyOptions {
  /**
   * Receives work that the request does not wait for, such as a refresh of keys: `ctx.waitUntil` of the request. Default
   * the verifier's own `waitUntil`.
   */
  readonly waitUntil?: WaitUntil | undefined;
  /** Reads a header of the request by its name in lower case, for verifiers that look at more than the token. */
  readonly header?: ((name: string) => string | readonly string[] | undefined) | undefined;
}

/** Verifies tokens by rules that were fixed when it was made. Its functions need no `this`. */
export interface Verifier<Use extends TokenUse | null = TokenUse | null> {
  /**
   * Answers whether a token is real, meant for us, still good, and whether its bearer may do this.
   *
   * @param token - A JWT in compact form.
   * @param requirements - What the request needs besides a good token; compile them once where they are fixed.
   * @param options - {@link VerifyOptions}.
   * @returns The verified token.
   * @throws {@link AuthError} with any code but `missing_token`, `multiple_tokens` and `malformed_credentials`; TypeError for mistaken
   * requirements.
   */
  readonly verify: (
    token: string,
    requirements?: Requirements<Auth<NoInfer<Use>>> | CompiledRequirements<Auth<NoInfer<Use>>>,
    options?: VerifyOptions,
  ) => Promise<Auth<Use>>;
  /**
   * Fetches keys where none are held, so that the first request need not wait, and asks the revocation store, so that a
   * missing table shows at boot.
   *
   * @returns Every pool's keys.
   * @throws {@link AuthError} `keys_unavailable` where a pool has none; its `cause` names the pools.
   * `revocation_unavailable` where the store does not answer, also with `onStoreFailure: 'accept'`.
   */
  readonly ready: () => Promise<readonly PoolStats[]>;
  /** @returns Counters and ages, as they are now. */
  readonly stats: () => VerifierStats;
}

const microsecondsSince = (startedAt: number): number => Math.round((performance.now() - startedAt) * 1000);

// The commonest overload stands last: compilers explain a mistake by the last one.
/**
 * Makes a verifier for pools that are found as their tokens come in.
 *
 * @param options - `resolvePool` is the allow list.
 * @returns The verifier, frozen.
 * @throws TypeError for every configuration mistake.
 */
export function createVerifier<const Use extends TokenUse | null>(options: ResolvedPoolsOptions<Use>): Verifier<Use>;
/**
 * Makes a verifier for several pools, each with its own rules.
 *
 * @param options - `pools`, chosen by the exact `iss` of a token.
 * @returns The verifier, frozen.
 * @throws TypeError for every configuration mistake.
 */
export function createVerifier<const Use extends TokenUse | null>(options: SeveralPoolsOptions<Use>): Verifier<Use>;
/**
 * Makes a verifier from options of any shape, for wrappers that pass them on.
 *
 * @param options - One pool, several, or a resolver.
 * @returns The verifier, frozen.
 * @throws TypeError for every configuration mistake.
 */
export function createVerifier<const Use extends TokenUse | null>(options: VerifierOptions<Use>): Verifier<Use>;
/**
 * Makes a verifier. Make it once, at module scope: it holds the keys and the verified tokens.
 *
 * @param options - What to accept. `userPoolId`, `clientId` and `tokenUse` have no default: skipping a check is
 * written down as null.
 * @returns The verifier, frozen.
 * @throws TypeError for every configuration mistake: it names the option, what was given and what is expected.
 * @example
 * ```ts
 * import { createVerifier } from '@cognito-guard/core';
 *
 * const verifier = createVerifier({
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: ['1example23456789', '2example23456789'],
 *   tokenUse: 'access',
 * });
 * const auth = await verifier.verify(token, { allScopes: ['orders/read'] });
 * console.log(auth.subject, auth.claims.client_id);
 * ```
 */
export function createVerifier<const Use extends TokenUse | null>(options: OnePoolOptions<Use>): Verifier<Use>;
export function createVerifier<Use extends TokenUse | null>(options: VerifierOptions<Use>): Verifier<Use> {
  const config = readVerifierOptions(options);
  const { clock, maxTokenLength } = config;
  const emitter = new Emitter(config.onEvent);
  const pools = openPools(config, emitter);
  const cache = config.cache && new VerdictCache(config.cache);
  const verdicts = new Verdicts(config, pools, cache);
  const revocation = config.revocation && new RevocationCheck(config.revocation, clock, emitter);
  const counters = { verified: 0, cacheHits: 0, rejected: 0 };

  const verify: Verifier<Use>['verify'] = async (token, requirements, options) => {
    const waitUntil = options?.waitUntil ?? config.waitUntil;
    const { isListening } = emitter;
    const startedAt = isListening ? performance.now() : 0;
    const trace: Trace = { userPoolId: undefined };
    try {
      const rules = requirements === undefined ? undefined : compileRequirements(requirements);
      assertReadable(token, maxTokenLength);
      const identified = verdicts.identify(token);
      // Awaited on edge runtimes only, so that a hit elsewhere waits for nothing.
      const id = identified instanceof Promise ? await identified : identified;
      const known = verdicts.recall(id, waitUntil);
      const isHit = known !== undefined;
      const entry = known ?? (await verdicts.verify(token, id, waitUntil, trace));
      trace.userPoolId = entry.verdict.userPoolId;
      const asked = revocation?.check(entry);
      if (asked !== undefined) await asked;
      // The checks made sure of what the type says.
      const auth = new VerifiedToken(entry.verdict, token) as unknown as Auth<Use>;
      rules?.enforce(auth);
      counters.verified++;
      if (isHit) counters.cacheHits++;
      if (isListening) {
        const { userPoolId, tokenUse } = entry.verdict;
        const cached = isHit ? 'hit' : 'miss';
        emitter.emit({
          type: 'verified',
          userPoolId,
          tokenUse,
          cache: cached,
          microseconds: microsecondsSince(startedAt),
        });
      }
      return auth;
    } catch (error) {
      if (AuthError.is(error)) {
        counters.rejected++;
        if (isListening) {
          emitter.emit(rejectedEvent(error, trace.userPoolId, microsecondsSince(startedAt)));
        }
      }
      throw error;
    }
  };

  const poolStats = (): readonly PoolStats[] =>
    Object.freeze(pools.all().map(({ userPoolId, keySet }) => Object.freeze({ userPoolId, ...keySet.stats() })));

  const ready = async (): Promise<readonly PoolStats[]> => {
    const askingStore = revocation?.ready(pools.all()[0]?.userPoolId ?? 'none');
    const outcomes = await Promise.all(
      pools.all().map(({ userPoolId, keySet }) =>
        keySet.ready().then(
          () => [],
          (error: AuthError) => [{ userPoolId, error }],
        ),
      ),
    );
    const missing = outcomes.flat();
    if (missing.length > 0) {
      throw new AuthError('keys_unavailable', {
        retryAfterSeconds: Math.max(...missing.map(({ error }) => Number(error.headers['Retry-After']))),
        cause: new Error(missing.map(({ userPoolId, error }) => `${userPoolId}: ${error.cause}`).join('; ')),
      });
    }
    const storeFailure = await askingStore;
    if (storeFailure !== undefined) throw new AuthError('revocation_unavailable', { cause: storeFailure });
    return poolStats();
  };

  const stats = (): VerifierStats =>
    Object.freeze({
      ...counters,
      cacheEntries: cache?.size ?? 0,
      cacheBytes: cache?.bytes ?? 0,
      pools: poolStats(),
    });

  return Object.freeze({ verify, ready, stats });
}
