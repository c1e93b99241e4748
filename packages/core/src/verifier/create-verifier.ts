import { AuthError } from '../errors/auth-error.ts';
import { Emitter } from '../events.ts';
import { openPools } from '../pools/pools.ts';
import { type Auth, VerifiedToken } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import { assertReadable } from '../token/parsed-token.ts';
import { compileRequirements } from '../token/requirements.ts';
import { VerdictCache } from './cache.ts';
import { confirm } from './confirmation.ts';
import type { OnePoolOptions, ResolvedPoolsOptions, SeveralPoolsOptions, VerifierOptions } from './options.ts';
import { Reporter } from './reporter.ts';
import { RevocationCheck } from './revocation-check.ts';
import { readVerifierOptions } from './settings.ts';
import { TokenVerifier } from './token-verifier.ts';
import type { PoolStats, Verifier } from './verifier.ts';

// The most common overload is last, because compilers report errors against the last one.
/**
 * Makes a verifier for tenants whose pools are not known at startup.
 *
 * @param options - `resolvePool` is the allow list.
 * @returns The verifier, frozen.
 * @throws TypeError for an invalid option.
 */
export function createVerifier<const Use extends TokenUse | null, Custom = unknown>(
  options: ResolvedPoolsOptions<Use, Custom>,
): Verifier<Use, Custom>;
/**
 * Makes a verifier for several pools, each with its own rules.
 *
 * @param options - `pools`, chosen by the exact `iss` of a token.
 * @returns The verifier, frozen.
 * @throws TypeError for an invalid option.
 */
export function createVerifier<const Use extends TokenUse | null, Custom = unknown>(
  options: SeveralPoolsOptions<Use, Custom>,
): Verifier<Use, Custom>;
/**
 * Makes a verifier from options of any shape, for wrappers that pass them on.
 *
 * @param options - One pool, several, or a resolver.
 * @returns The verifier, frozen.
 * @throws TypeError for an invalid option.
 */
export function createVerifier<const Use extends TokenUse | null, Custom = unknown>(
  options: VerifierOptions<Use, Custom>,
): Verifier<Use, Custom>;
/**
 * Makes a verifier. Make it once, at module scope: it holds the keys and the verdict cache.
 *
 * @param options - What to accept. `userPoolId`, `clientId` and `tokenUse` have no default; null skips their check.
 * @returns The verifier, frozen.
 * @throws TypeError for an invalid option.
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
export function createVerifier<const Use extends TokenUse | null, Custom = unknown>(
  options: OnePoolOptions<Use, Custom>,
): Verifier<Use, Custom>;
export function createVerifier<Use extends TokenUse | null, Custom>(
  options: VerifierOptions<Use, Custom>,
): Verifier<Use, Custom> {
  const settings = readVerifierOptions(options);
  const emitter = new Emitter(settings.onEvent);
  const pools = openPools(settings, emitter);
  const cache = settings.cache && new VerdictCache(settings.cache);
  const tokens = new TokenVerifier(settings, pools, cache);
  const revocation = settings.revocation && new RevocationCheck(settings.revocation, settings.clock, emitter);
  const reporter = new Reporter(emitter);

  const verify: Verifier<Use, Custom>['verify'] = async (token, requirements, call) => {
    const trace = reporter.start();
    try {
      const waitUntil = call?.waitUntil ?? settings.waitUntil;
      const rules = requirements === undefined ? undefined : compileRequirements(requirements);
      assertReadable(token, settings.maxTokenLength);
      // Only promises are awaited, so that a request with a known token waits for nothing on Node.
      const digest = tokens.identify(token);
      const id = digest instanceof Promise ? await digest : digest;
      const cached = tokens.recall(id, waitUntil);
      if (cached !== undefined) trace.cache = 'hit';
      const entry = cached ?? (await tokens.verify(token, id, waitUntil, trace));
      const { verdict } = entry;
      trace.userPoolId = verdict.userPoolId;
      const storeCall = revocation?.check(entry);
      if (storeCall !== undefined) await storeCall;
      const { cnf } = verdict.claims;
      if (cnf !== undefined) await confirm(settings.confirmation, cnf, token, call);
      // The checks have verified this type.
      const auth = new VerifiedToken(verdict, token, settings) as unknown as Auth<Use, Custom>;
      rules?.enforce(auth);
      reporter.accepted(trace, verdict);
      return auth;
    } catch (error) {
      reporter.refused(trace, error);
      throw error;
    }
  };

  const poolStats = (): readonly PoolStats[] =>
    Object.freeze(pools.all().map(({ userPoolId, keySet }) => Object.freeze({ userPoolId, ...keySet.stats() })));

  const ready = async (): Promise<readonly PoolStats[]> => {
    const storeCheck = revocation?.ready(pools.all()[0]?.userPoolId ?? 'none');
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
    const storeFailure = await storeCheck;
    if (storeFailure !== undefined) throw new AuthError('revocation_unavailable', { cause: storeFailure });
    return poolStats();
  };

  return Object.freeze({
    verify,
    ready,
    stats: () =>
      Object.freeze({
        ...reporter.counters,
        cacheEntries: cache?.size ?? 0,
        cacheBytes: cache?.calculatedSize ?? 0,
        pools: poolStats(),
      }),
  });
}
