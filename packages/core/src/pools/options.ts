import type { KeySettings } from '../keys/key-set.ts';
import { type KeyOptions, readKeyOptions } from '../keys/options.ts';
import {
  fail,
  readObject,
  readOptional,
  readRequired,
  readStrings,
  readUrl,
  type UnknownRecord,
} from '../lib/option-values.ts';
import type { RefreshLimits } from '../lib/refresh-schedule.ts';
import type { AudienceRule, ClaimRules, TokenUse } from '../token/claims.ts';

/** One user pool, and its rules. */
export interface PoolOptions<Use extends TokenUse | null = TokenUse | null> {
  /** Like `eu-west-1_AbC123xyz`. */
  readonly userPoolId: string;
  /** Accepted app clients; null accepts every client of the pool, on purpose. */
  readonly clientId: string | readonly string[] | null;
  /** `'access'` or `'id'`; null: both, on purpose. */
  readonly tokenUse: Use;
  /**
   * Accepted `aud` of access tokens (resource binding, RFC 8707). Cognito sets it where managed login was asked for a
   * resource; tokens of machines and of sign-ins through the API have none.
   *
   * - `'https://api.example.com'`, or several: a token must carry one of them.
   * - `{ whenPresent: 'https://api.example.com' }`: a token that carries an `aud` must carry one of them, and a token
   *   without `aud` is accepted. For an API that users with resource binding and other callers share.
   * - `null`: every `aud` is accepted, on purpose.
   *
   * Default: a token that carries an `aud` beside the accepted clients is refused, for it was minted for another API.
   */
  readonly audience?: string | readonly string[] | { readonly whenPresent: string | readonly string[] } | null;
  /** Which of Cognito's two issuer formats are accepted. Default `'both'`. */
  readonly issuerFormat?: 'original' | 'updated' | 'both';
  /** Regions of the pool's replicas, whose tokens name their own region in the original format. Default none. */
  readonly replicaRegions?: readonly string[];
  /** Replaces the issuers that follow from the pool id. Needed in partitions with other domains, such as China. */
  readonly issuer?: string;
  /** Replaces the JWKS URL that follows from the issuer. `http:` on loopback only. */
  readonly jwksUri?: string;
  /** This pool's own key options, over the verifier's. */
  readonly keys?: KeyOptions;
}

/** The names of {@link PoolOptions}. */
export const poolOptionNames: readonly (keyof PoolOptions)[] = [
  'userPoolId',
  'clientId',
  'tokenUse',
  'audience',
  'issuerFormat',
  'replicaRegions',
  'issuer',
  'jwksUri',
  'keys',
];

/** One pool, resolved and frozen. */
export interface PoolSettings extends ClaimRules {
  readonly userPoolId: string;
  /** Accepted `iss`, compared exactly. */
  readonly issuers: readonly [string, ...string[]];
  /** Where its one key set comes from, in order of preference. */
  readonly jwksUris: readonly [string, ...string[]];
  readonly keys: KeySettings;
}

/** How pools are found as their tokens come in, resolved. */
export interface ResolverSettings extends RefreshLimits {
  readonly resolvePool: (issuer: string) => unknown;
  readonly maxPools: number;
  /** Reads an answer; throws a TypeError where it is no pool. */
  readonly read: (answer: unknown) => PoolSettings;
}

/** The pools of a verifier, or the resolver that finds them, and the clock of their key sets. */
export interface PoolsSettings {
  readonly pools: readonly PoolSettings[];
  readonly resolver: ResolverSettings | undefined;
  readonly clock: () => number;
}

/** A region, also of AWS GovCloud and of the European Sovereign Cloud. */
const region = '(?:eusc-[a-z]{2}|[a-z]{2})-(?:gov-)?[a-z]+-\\d';
const regionForm = new RegExp(`^${region}$`);
const poolIdForm = new RegExp(`^${region}_[a-zA-Z0-9]+$`);

const readPoolId = (option: string, given: unknown): string =>
  typeof given === 'string' && poolIdForm.test(given)
    ? given
    : fail(option, given, 'a user pool id like "eu-west-1_AbC123xyz"');

const regionOf = (userPoolId: string): string => userPoolId.slice(0, userPoolId.indexOf('_'));

/** The two formats that Cognito issues. A replica's tokens name the home pool under the replica's region. */
const originalIssuer = (userPoolId: string, region: string = regionOf(userPoolId)): string =>
  `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
const updatedIssuer = (userPoolId: string): string =>
  `https://issuer-cognito-idp.${regionOf(userPoolId)}.amazonaws.com/${userPoolId}`;

/** Regions whose domain is not amazonaws.com: China and the European Sovereign Cloud. */
const otherPartitionPattern = /^(?:cn|eusc)-/;

const readIssuers = (at: string, pool: UnknownRecord, userPoolId: string): readonly [string, ...string[]] => {
  if ('issuer' in pool) {
    const rival = ['issuerFormat', 'replicaRegions'].find((name) => name in pool);
    if (rival !== undefined) throw new TypeError(`${at}issuer replaces ${rival}; give one of them.`);
    return [readUrl(`${at}issuer`, pool['issuer'])];
  }
  if (otherPartitionPattern.test(userPoolId)) {
    throw new TypeError(
      `${at}issuer is needed for a user pool in ${regionOf(userPoolId)}, whose domain is not amazonaws.com: give the iss of the pool's tokens.`,
    );
  }
  const format = readOptional<unknown>(pool, 'issuerFormat', 'both', (given) => given);
  if (format !== 'original' && format !== 'updated' && format !== 'both') {
    return fail(`${at}issuerFormat`, format, '"original", "updated" or "both"');
  }
  const regions = readOptional<readonly string[]>(pool, 'replicaRegions', [], (given) => {
    const expected = 'a non-empty array of regions like "us-west-2"';
    const list = Array.isArray(given) ? readStrings(`${at}replicaRegions`, given, expected) : [];
    const isSound = list.length > 0 && list.every((one) => regionForm.test(one) && !otherPartitionPattern.test(one));
    return isSound ? list : fail(`${at}replicaRegions`, given, expected);
  });
  if (format === 'updated' && regions.length > 0) {
    throw new TypeError(
      `${at}replicaRegions needs issuerFormat "original" or "both": replicas use the original format.`,
    );
  }
  const replicas = regions.map((replica) => originalIssuer(userPoolId, replica));
  if (format === 'updated') return [updatedIssuer(userPoolId)];
  return [originalIssuer(userPoolId), ...(format === 'original' ? [] : [updatedIssuer(userPoolId)]), ...replicas];
};

/** Every issuer of a pool publishes the same keys, the home region's first. What a token names never chooses the host. */
const readJwksUris = (
  at: string,
  pool: UnknownRecord,
  issuers: readonly [string, ...string[]],
): PoolSettings['jwksUris'] => {
  if ('jwksUri' in pool) return [readUrl(`${at}jwksUri`, pool['jwksUri'])];
  const uriOf = (issuer: string): string => `${issuer}/.well-known/jwks.json`;
  const [home, ...others] = issuers;
  return [uriOf(home), ...others.map(uriOf)];
};

/** No client id holds white space or a comma: a list in one string would match no token. */
const readClientIds = (option: string, given: unknown): string[] => {
  const expected = 'a client id, a non-empty array of client ids, or null to accept any client on purpose';
  const ids = readStrings(option, given, expected);
  return ids.some((id) => /[\s,]/.test(id))
    ? fail(option, given, `${expected}, each without spaces or commas`)
    : [...ids];
};

const isPlainObject = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]';

const readAudience = (option: string, given: unknown): AudienceRule | null => {
  if (given === null) return null;
  const list = 'an audience, a non-empty array of audiences';
  if (isPlainObject(given)) {
    const { whenPresent } = readObject(option, given, ['whenPresent']);
    return { accepted: new Set(readStrings(`${option}.whenPresent`, whenPresent, list)), isRequired: false };
  }
  const expected = `${list}, { whenPresent } with one of these, or null to accept any on purpose`;
  return { accepted: new Set(readStrings(option, given, expected)), isRequired: true };
};

const readTokenUses = (option: string, given: unknown): TokenUse[] => {
  if (given === null) return ['access', 'id'];
  return given === 'access' || given === 'id'
    ? [given]
    : fail(option, given, '"access", "id", or null to accept both on purpose');
};

/**
 * @param at - Prefix of option names in messages, such as `createVerifier: pools[1].`.
 * @param given - {@link PoolOptions}, perhaps among other options.
 * @param defaults - Key settings that hold where the pool says nothing.
 * @returns The pool, frozen.
 * @throws TypeError naming the option.
 */
export const readPoolOptions = (at: string, given: UnknownRecord, defaults: KeySettings): PoolSettings => {
  const userPoolId = readRequired(given, 'userPoolId', (id) => readPoolId(`${at}userPoolId`, id));
  const clientIds = readRequired(given, 'clientId', (ids) =>
    ids === null ? null : readClientIds(`${at}clientId`, ids),
  );
  const tokenUses = readRequired(given, 'tokenUse', (use) => readTokenUses(`${at}tokenUse`, use));
  const audience = readOptional<ClaimRules['audience']>(given, 'audience', undefined, (rule) =>
    readAudience(`${at}audience`, rule),
  );
  if (audience !== undefined && !tokenUses.includes('access')) {
    throw new TypeError(`${at}audience is for access tokens; the aud of an ID token is its clientId.`);
  }
  const issuers = readIssuers(at, given, userPoolId);
  return Object.freeze({
    userPoolId,
    clientIds,
    tokenUses,
    audience,
    issuers,
    jwksUris: readJwksUris(at, given, issuers),
    keys: readOptional(given, 'keys', defaults, (keys) => readKeyOptions(`${at}keys`, keys, defaults)),
  });
};

/** As {@link readPoolOptions}, for an object that holds one pool and nothing else. */
export const readPool = (name: string, given: unknown, defaults: KeySettings): PoolSettings =>
  readPoolOptions(`${name}.`, readObject(name, given, poolOptionNames), defaults);
