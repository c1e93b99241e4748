import { AuthError } from '../errors/auth-error.ts';
import { because } from '../errors/causes.ts';
import type { EventListener } from '../events.ts';
import type { KeySettings } from '../keys/key-set.ts';
import { defaultKeySettings, type KeyOptions, keysOption } from '../keys/options.ts';
import {
  optional,
  optionsOf,
  type Resolved,
  readMembers,
  readObject,
  type Schema,
  withNames,
} from '../lib/option-schema.ts';
import { countUpTo, fail, functionOf, numberOf, type Reader, type UnknownRecord } from '../lib/option-values.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import {
  type PoolOptions,
  type PoolSettings,
  type PoolsSettings,
  poolOptionNames,
  type ResolverSettings,
  readPool,
  readPoolMembers,
} from '../pools/options.ts';
import { type RevocationOptions, type RevocationSettings, revocationOption } from '../revocation/options.ts';
import type { TokenUse } from '../token/claims.ts';

/** Bounds of the verified-token cache. */
export interface CacheOptions {
  /** Verified tokens kept at most. Default 1,000. */
  readonly maxEntries?: number;
  /** Memory that they may take, estimated, in bytes. Default 8 MiB. */
  readonly maxBytes?: number;
}

/** Options that concern the verifier as a whole. */
export interface SharedOptions {
  /** Seconds that this clock and Cognito's may differ, 0 to 300. Default 5. */
  readonly clockToleranceSeconds?: number;
  /**
   * Longest token that is read, in characters, 1,024 to 65,536. Default 8,192. For each 16 of them, the payload may have
   * one JSON object, array or member: raise it for users in many groups, and for complex claims. What a refused token
   * may cost rises with it. Hosts limit headers, too: Node.js 16 KiB in all.
   */
  readonly maxTokenLength?: number;
  /** Key options of every pool. */
  readonly keys?: KeyOptions;
  /** Bounds of the verified-token cache, or false for none. */
  readonly cache?: CacheOptions | false;
  /** Asks a store whether a verified token is still wanted. Default none: a token is good until it expires. */
  readonly revocation?: RevocationOptions;
  /** Receives what happens inside; the same goes to the diagnostics channel `cognito-guard`. */
  readonly onEvent?: EventListener;
  /**
   * Receives work that no request waits for, such as a refresh of keys, where a runtime would cancel it with the
   * response: `waitUntil` of `cloudflare:workers` or `@vercel/functions`. Default none. The Hono adapter hands over its
   * `executionCtx` by itself.
   */
  readonly waitUntil?: WaitUntil;
  /** The time in milliseconds since the epoch. Default `Date.now`; for tests. A time that is no number is answered 503. */
  readonly clock?: () => number;
}

/**
 * Finds the pool of an issuer, for tenants that are not known at boot.
 *
 * It is the allow list: return undefined for every issuer that is not yours. It is called only with strings in the form
 * of a Cognito issuer, but before the signature is checked, so let it answer from memory or a fast store. A pool serves
 * all issuers of its options after one call. Answers are renewed behind requests after `keys.refreshAfterSeconds`, and
 * not used past `keys.maxAgeSeconds`. Refusals are kept for ten seconds, in which it is called for at most 200 other
 * issuers that it refuses; more of them are answered with `keys_unavailable`. It has `keys.timeoutMs` to answer. When it
 * throws, or returns no pool that `createVerifier` would take, the answer is `keys_unavailable`, and nothing of the
 * error is kept, because it may quote the token: log it in the function itself.
 *
 * @param issuer - The `iss` of a token, not verified yet.
 * @returns The pool whose issuer this is, or undefined.
 */
export type ResolvePool<Use extends TokenUse | null = TokenUse | null> = (
  issuer: string,
) => PoolOptions<Use> | undefined | Promise<PoolOptions<Use> | undefined>;

/** Options of a verifier for one pool. */
export interface OnePoolOptions<Use extends TokenUse | null = TokenUse | null>
  extends PoolOptions<Use>,
    SharedOptions {}

/** Options of a verifier for several pools. */
export interface SeveralPoolsOptions<Use extends TokenUse | null = TokenUse | null> extends SharedOptions {
  /** Each pool with its own rules; no two with one issuer. */
  readonly pools: readonly PoolOptions<Use>[];
}

/** Options of a verifier for pools that are found as their tokens come in. */
export interface ResolvedPoolsOptions<Use extends TokenUse | null = TokenUse | null> extends SharedOptions {
  /** Finds the pool of an issuer. */
  readonly resolvePool: ResolvePool<Use>;
  /** Resolved pools kept at most. Default 1,000. */
  readonly maxPools?: number;
}

type No<Name extends string> = { readonly [Key in Name]?: never };

/** One pool, several pools, or pools that are found as their tokens come in: exactly one of these. */
export type VerifierOptions<Use extends TokenUse | null = TokenUse | null> =
  | (OnePoolOptions<Use> & No<'pools' | 'resolvePool' | 'maxPools'>)
  | (SeveralPoolsOptions<Use> & No<'userPoolId' | 'resolvePool' | 'maxPools'>)
  | (ResolvedPoolsOptions<Use> & No<'userPoolId' | 'pools'>);

/** Options of a verifier and its pools, resolved and frozen. */
export interface VerifierSettings
  extends PoolsSettings,
    Resolved<
      Omit<SharedOptions, 'keys'>,
      {
        readonly cache: Required<CacheOptions> | undefined;
        readonly revocation: RevocationSettings | undefined;
        readonly onEvent: EventListener | undefined;
        readonly waitUntil: WaitUntil | undefined;
      }
    > {}

const name = 'createVerifier';
const prefix = `${name}: `;

const cache = optionsOf({
  maxEntries: optional(countUpTo(1_000_000), 1_000),
  maxBytes: optional(countUpTo(Number.MAX_SAFE_INTEGER), 8 * 1024 * 1024),
} satisfies Schema<CacheOptions>);

/** A clock without a time would accept every token: that is a server error. */
const clock: Reader<() => number> = (given, path) => {
  const now = functionOf<() => unknown>()(given, path);
  return () => {
    const time = now();
    if (typeof time === 'number' && Number.isFinite(time)) return time;
    throw new AuthError('keys_unavailable', { cause: because('The clock did not return a finite number.') });
  };
};

const shared = {
  clockToleranceSeconds: optional(numberOf(0, 300, 'seconds'), 5),
  maxTokenLength: optional(numberOf(1_024, 65_536, 'characters'), 8_192),
  keys: optional(keysOption(defaultKeySettings), defaultKeySettings),
  cache: optional(
    withNames(cache.names, (given, path) => (given === false ? undefined : cache(given, path))),
    cache({}, name),
  ),
  revocation: optional(revocationOption),
  onEvent: optional(functionOf<EventListener>()),
  waitUntil: optional(functionOf<WaitUntil>()),
  // Looks Date.now up for each call, so that fake timers installed later take effect.
  clock: optional(clock, () => Date.now()),
} satisfies Schema<SharedOptions>;

const severalPools = {
  pools: (given, path) =>
    Array.isArray(given) && given.length > 0
      ? given
      : fail(path, given, 'a non-empty array of objects with userPoolId, clientId, tokenUse'),
} satisfies Schema<Omit<SeveralPoolsOptions, keyof SharedOptions>>;

const resolvedPools = {
  resolvePool: functionOf<ResolverSettings['resolvePool']>(),
  maxPools: optional(countUpTo(1_000_000), 1_000),
} satisfies Schema<Omit<ResolvedPoolsOptions, keyof SharedOptions>>;

const shapes = {
  onePool: [...new Set([...poolOptionNames, ...Object.keys(shared)])],
  severalPools: [...Object.keys(severalPools), ...Object.keys(shared)],
  resolvedPools: [...Object.keys(resolvedPools), ...Object.keys(shared)],
};

const refuseTwins = (pools: readonly PoolSettings[]): void => {
  const seen = new Set<string>();
  for (const { issuers, userPoolId } of pools) {
    if (issuers.some((issuer) => seen.has(issuer))) {
      throw new TypeError(`${prefix}pools hold one issuer twice, of the user pool ${userPoolId}.`);
    }
    for (const issuer of issuers) seen.add(issuer);
  }
};

const readPools = (members: UnknownRecord, keys: KeySettings): Pick<VerifierSettings, 'pools' | 'resolver'> => {
  if (keys.preload !== undefined) {
    throw new TypeError(`${prefix}keys.preload belongs to one pool; give it in that pool's own keys.`);
  }
  if ('pools' in members) {
    const { pools: given } = readMembers(prefix, members, severalPools);
    const pools = given.map((pool, index) => readPool(`${prefix}pools[${index}]`, pool, keys));
    refuseTwins(pools);
    return { pools: Object.freeze(pools), resolver: undefined };
  }
  const { timeoutMs, refreshAfterSeconds, maxAgeSeconds } = keys;
  const resolver = Object.freeze({
    ...readMembers(prefix, members, resolvedPools),
    timeoutMs,
    refreshAfterSeconds,
    maxAgeSeconds,
    read: (answer: unknown) => readPool(`${prefix}the answer of resolvePool`, answer, keys),
  });
  return { pools: [], resolver };
};

/**
 * Reads {@link VerifierOptions}.
 *
 * @returns The settings, frozen.
 * @throws TypeError naming the option.
 */
export const readVerifierOptions = (given: unknown): VerifierSettings => {
  const all = readObject(name, given, [...new Set(Object.values(shapes).flat())], shared);
  const shape = 'pools' in all ? 'severalPools' : 'resolvePool' in all ? 'resolvedPools' : 'onePool';
  const members = readObject(name, all, shapes[shape]);
  const { keys, ...settings } = readMembers(prefix, members, shared);
  if (shape !== 'onePool') return Object.freeze({ ...settings, ...readPools(members, keys) });
  const { keys: _, ...pool } = members;
  return Object.freeze({ ...settings, pools: [readPoolMembers(prefix, pool, keys)], resolver: undefined });
};
