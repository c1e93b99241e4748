import { AuthError, because } from '../errors/auth-error.ts';
import type { EventListener } from '../events.ts';
import { defaultKeySettings, type KeyOptions, readKeyOptions } from '../keys/options.ts';
import {
  fail,
  readCount,
  readFunction,
  readNumber,
  readObject,
  readOptional,
  type UnknownRecord,
} from '../lib/option-values.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import {
  type PoolOptions,
  type PoolSettings,
  type PoolsSettings,
  poolOptionNames,
  type ResolverSettings,
  readPool,
  readPoolOptions,
} from '../pools/options.ts';
import { type RevocationOptions, type RevocationSettings, readRevocationOptions } from '../revocation/options.ts';
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

/** Everything that a verifier goes by, resolved and frozen. */
export interface VerifierSettings extends PoolsSettings {
  readonly clockToleranceSeconds: number;
  readonly maxTokenLength: number;
  readonly cache: { readonly maxEntries: number; readonly maxBytes: number } | undefined;
  readonly revocation: RevocationSettings | undefined;
  readonly onEvent: EventListener | undefined;
  readonly waitUntil: WaitUntil | undefined;
}

const name = 'createVerifier';
const sharedNames = [
  'clockToleranceSeconds',
  'maxTokenLength',
  'keys',
  'cache',
  'revocation',
  'onEvent',
  'waitUntil',
  'clock',
] as const;
/** `keys` is an option of both. */
const onePoolNames: readonly string[] = [...new Set([...poolOptionNames, ...sharedNames])];

const readCache = (given: unknown): VerifierSettings['cache'] => {
  if (given === false) return undefined;
  const cache = readObject(`${name}: cache`, given, ['maxEntries', 'maxBytes']);
  return Object.freeze({
    maxEntries: readOptional(cache, 'maxEntries', 1_000, readCount(`${name}: cache.maxEntries`, 1_000_000)),
    maxBytes: readOptional(
      cache,
      'maxBytes',
      8 * 1024 * 1024,
      readCount(`${name}: cache.maxBytes`, Number.MAX_SAFE_INTEGER),
    ),
  });
};

/** A clock that tells no time would make every token good: it is a server error. */
const readClock = (given: unknown): VerifierSettings['clock'] => {
  const clock = readFunction<() => unknown>(`${name}: clock`)(given);
  return () => {
    const now = clock();
    if (typeof now === 'number' && Number.isFinite(now)) return now;
    throw new AuthError('keys_unavailable', { cause: because('The clock did not return a finite number.') });
  };
};

const readShared = (options: UnknownRecord): Omit<VerifierSettings, 'pools' | 'resolver'> => ({
  clockToleranceSeconds: readOptional(
    options,
    'clockToleranceSeconds',
    5,
    readNumber(`${name}: clockToleranceSeconds`, 0, 300, 'seconds'),
  ),
  maxTokenLength: readOptional(
    options,
    'maxTokenLength',
    8_192,
    readNumber(`${name}: maxTokenLength`, 1_024, 65_536, 'characters'),
  ),
  cache: readOptional(options, 'cache', readCache({}), readCache),
  revocation: readOptional<RevocationSettings | undefined>(options, 'revocation', undefined, (given) =>
    readRevocationOptions(`${name}: revocation`, given),
  ),
  onEvent: readOptional<EventListener | undefined>(options, 'onEvent', undefined, readFunction(`${name}: onEvent`)),
  waitUntil: readOptional<WaitUntil | undefined>(options, 'waitUntil', undefined, readFunction(`${name}: waitUntil`)),
  // Looked up when called, so that fake timers installed later are seen.
  clock: readOptional(options, 'clock', () => Date.now(), readClock),
});

const refuseTwins = (pools: readonly PoolSettings[]): void => {
  const seen = new Set<string>();
  for (const { issuers, userPoolId } of pools) {
    if (issuers.some((issuer) => seen.has(issuer))) {
      throw new TypeError(`${name}: pools hold one issuer twice, of the user pool ${userPoolId}.`);
    }
    for (const issuer of issuers) seen.add(issuer);
  }
};

const readPools = (options: UnknownRecord): Pick<VerifierSettings, 'pools' | 'resolver'> => {
  if (!('pools' in options) && !('resolvePool' in options)) {
    const pool = readObject(name, options, onePoolNames);
    return { pools: [readPoolOptions(`${name}: `, pool, defaultKeySettings)], resolver: undefined };
  }
  const door = 'pools' in options ? ['pools'] : ['resolvePool', 'maxPools'];
  const checked = readObject(name, options, [...door, ...sharedNames]);
  const keys = readOptional(checked, 'keys', defaultKeySettings, (given) =>
    readKeyOptions(`${name}: keys`, given, defaultKeySettings),
  );
  if (keys.preload !== undefined) {
    throw new TypeError(`${name}: keys.preload belongs to one pool; give it in that pool's own keys.`);
  }
  if (!('pools' in checked)) {
    const resolver = Object.freeze({
      resolvePool: readFunction<ResolverSettings['resolvePool']>(`${name}: resolvePool`)(checked['resolvePool']),
      maxPools: readOptional(checked, 'maxPools', 1_000, readCount(`${name}: maxPools`, 1_000_000)),
      timeoutMs: keys.timeoutMs,
      refreshAfterSeconds: keys.refreshAfterSeconds,
      maxAgeSeconds: keys.maxAgeSeconds,
      read: (answer: unknown) => readPool(`${name}: the answer of resolvePool`, answer, keys),
    });
    return { pools: [], resolver };
  }
  const given = checked['pools'];
  if (!Array.isArray(given) || given.length === 0) {
    return fail(`${name}: pools`, given, 'a non-empty array of objects with userPoolId, clientId, tokenUse');
  }
  const pools = given.map((pool, index) => readPool(`${name}: pools[${index}]`, pool, keys));
  refuseTwins(pools);
  return { pools: Object.freeze(pools), resolver: undefined };
};

/**
 * Turns what a caller passed into what a verifier goes by. Every configuration mistake ends here, at boot.
 *
 * @param given - {@link VerifierOptions}, perhaps.
 * @returns The configuration, frozen.
 * @throws TypeError naming the option, what was given and what is expected.
 */
export const readOptions = (given: unknown): VerifierSettings => {
  const options = readObject(name, given, [...onePoolNames, 'pools', 'resolvePool', 'maxPools']);
  return Object.freeze({ ...readPools(options), ...readShared(options) });
};
