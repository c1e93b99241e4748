import { refusal } from '../errors/refusal.ts';
import type { EventListener } from '../events.ts';
import type { KeySettings } from '../keys/key-set.ts';
import { defaultKeySettings, keysOption } from '../keys/options.ts';
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
import { isFiniteNumber } from '../lib/value-types.ts';
import type { WaitUntil } from '../lib/wait-until.ts';
import {
  type PoolSettings,
  type PoolsSettings,
  poolOptionNames,
  type ResolverSettings,
  readPool,
  readPoolMembers,
} from '../pools/options.ts';
import { type RevocationSettings, revocationOption } from '../revocation/options.ts';
import { customClaims, type ReadCustomClaims } from '../token/custom-claims.ts';
import type { Confirmation } from './confirmation.ts';
import type { CacheOptions, ResolvedPoolsOptions, SeveralPoolsOptions, SharedOptions } from './options.ts';

/** Options of a verifier and its pools, resolved and frozen. */
export interface VerifierSettings
  extends PoolsSettings,
    Resolved<
      Omit<SharedOptions, 'keys'>,
      {
        readonly claims: ReadCustomClaims | undefined;
        readonly cache: Required<CacheOptions> | undefined;
        readonly revocation: RevocationSettings | undefined;
        readonly confirmation: Confirmation | undefined;
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

/** A clock without a time would accept every token, so it is a server error. */
const clock: Reader<() => number> = (given, path) => {
  const now = functionOf<() => unknown>()(given, path);
  return () => {
    const time = now();
    if (isFiniteNumber(time)) return time;
    throw refusal('keys_unavailable', 'The clock did not return a finite number.');
  };
};

const shared = {
  clockToleranceSeconds: optional(numberOf(0, 300, 'seconds'), 5),
  maxTokenLength: optional(numberOf(1_024, 65_536, 'characters'), 8_192),
  claims: optional(customClaims),
  keys: optional(keysOption(defaultKeySettings), defaultKeySettings),
  cache: optional(
    withNames(cache.names, (given, path) => (given === false ? undefined : cache(given, path))),
    cache({}, name),
  ),
  revocation: optional(revocationOption),
  confirmation: optional(functionOf<Confirmation>()),
  onEvent: optional(functionOf<EventListener>()),
  waitUntil: optional(functionOf<WaitUntil>()),
  // Reads Date.now on each call, so that fake timers installed later take effect.
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
      throw new TypeError(`${prefix}pools contain one issuer twice, of the user pool ${userPoolId}.`);
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
  const resolver = Object.freeze({
    ...keys,
    ...readMembers(prefix, members, resolvedPools),
    read: (answer: unknown) => readPool(`${prefix}the result of resolvePool`, answer, keys),
  });
  return { pools: [], resolver };
};

/**
 * Reads {@link VerifierOptions}.
 *
 * @returns The resolved options, frozen.
 * @throws TypeError for an invalid option.
 */
export const readVerifierOptions = (given: unknown): VerifierSettings => {
  const all = readObject(`${prefix}options`, given, [...new Set(Object.values(shapes).flat())], shared);
  const shape = 'pools' in all ? 'severalPools' : 'resolvePool' in all ? 'resolvedPools' : 'onePool';
  const members = readObject(`${prefix}options`, all, shapes[shape]);
  const { keys, ...settings } = readMembers(prefix, members, shared);
  if (shape !== 'onePool') return Object.freeze({ ...settings, ...readPools(members, keys) });
  const { keys: _, ...pool } = members;
  return Object.freeze({ ...settings, pools: [readPoolMembers(prefix, pool, keys)], resolver: undefined });
};
