import type { KeySettings } from '../keys/key-set.ts';
import { defaultKeySettings, type KeyOptions, keysOption } from '../keys/options.ts';
import { optional, readMembers, readObject, readOptions, type Schema, type Settings } from '../lib/option-schema.ts';
import {
  arrayLike,
  fail,
  oneOf,
  type Reader,
  textLike,
  textsLike,
  type UnknownRecord,
  url,
} from '../lib/option-values.ts';
import type { RefreshLimits } from '../lib/refresh-schedule.ts';
import type { AudienceRule, ClaimRules, TokenUse } from '../token/claims.ts';

/** One user pool, and its rules. */
export interface PoolOptions<Use extends TokenUse | null = TokenUse | null> {
  /** The pool's id, like `eu-west-1_AbC123xyz`. */
  readonly userPoolId: string;
  /** Accepted app clients. Null accepts every client of the pool, on purpose. */
  readonly clientId: string | readonly string[] | null;
  /** Accepted kind of token: `'access'` or `'id'`. Null accepts both, on purpose. */
  readonly tokenUse: Use;
  /**
   * Accepted `aud` of access tokens (resource binding, RFC 8707). Cognito sets it where the client requested a resource
   * from managed login. Tokens of machines and of sign-ins through the API have none.
   *
   * - `'https://api.example.com'`, or several: a token must carry one of them.
   * - `{ whenPresent: 'https://api.example.com' }`: a token that carries an `aud` must carry one of them, and a token
   *   without `aud` is accepted. For an API that users with resource binding and other callers share.
   * - `null`: every `aud` is accepted, on purpose.
   *
   * Default: a token whose `aud` names anything but accepted clients is refused, because it was issued for another API.
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

/** One pool, resolved and frozen. */
export interface PoolSettings extends ClaimRules {
  readonly userPoolId: string;
  /** Accepted `iss`, compared exactly. */
  readonly issuers: readonly [string, ...string[]];
  /** The URLs of its key set, in order of preference. */
  readonly jwksUris: readonly [string, ...string[]];
  readonly keys: KeySettings;
}

/** Resolved options of a verifier with `resolvePool`. */
export interface ResolverSettings extends RefreshLimits {
  readonly resolvePool: (issuer: string) => unknown;
  readonly maxPools: number;
  /** Validates a result of `resolvePool`; throws a TypeError where it is not a pool. */
  readonly read: (answer: unknown) => PoolSettings;
}

/** The pools of a verifier, or the resolver that finds them, and the clock of their key sets. */
export interface PoolsSettings {
  readonly pools: readonly PoolSettings[];
  readonly resolver: ResolverSettings | undefined;
  readonly clock: () => number;
}

/** A region, including those of AWS GovCloud and the European Sovereign Cloud. */
const region = '(?:eusc-[a-z]{2}|[a-z]{2})-(?:gov-)?[a-z]+-\\d';
const poolIdPattern = new RegExp(`^${region}_[a-zA-Z0-9]+$`);
/** Regions whose domain is not amazonaws.com: China and the European Sovereign Cloud. */
const otherPartitionPattern = /^(?:cn|eusc)-/;
const replicaPattern = new RegExp(`^(?!cn-|eusc-)${region}$`);

/** A client id has no white space and no comma: a list in one string would match no token. */
const clientId: Reader<string[] | null> = (given, path) => {
  if (given === null) return null;
  const expected = 'a client id, a non-empty array of client ids, or null to accept any client on purpose';
  const ids = textsLike(expected)(given, path);
  return ids.some((id) => /[\s,]|^undefined$/.test(id))
    ? fail(path, given, `${expected}, each without spaces or commas`)
    : [...ids];
};

const tokenUse: Reader<TokenUse[]> = (given, path) => {
  if (given === null) return ['access', 'id'];
  return given === 'access' || given === 'id'
    ? [given]
    : fail(path, given, '"access", "id", or null to accept both on purpose');
};

const isPlainObject = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]';

const audience: Reader<AudienceRule | null> = (given, path) => {
  if (given === null) return null;
  const list = 'an audience, a non-empty array of audiences';
  if (isPlainObject(given)) {
    const { whenPresent } = readOptions(path, given, { whenPresent: textsLike(list) });
    return { accepted: new Set(whenPresent), isRequired: false };
  }
  const expected = `${list}, { whenPresent } with one of these, or null to accept any on purpose`;
  return { accepted: new Set(textsLike(expected)(given, path)), isRequired: true };
};

const schemaOf = (keys: KeySettings) =>
  ({
    userPoolId: textLike(poolIdPattern, 'a user pool id like "eu-west-1_AbC123xyz"'),
    clientId,
    tokenUse,
    audience: optional(audience),
    issuerFormat: optional(oneOf('original', 'updated', 'both')),
    replicaRegions: optional(arrayLike('a non-empty array of regions like "us-west-2"', replicaPattern)),
    issuer: optional(url),
    jwksUri: optional(url),
    keys: optional(keysOption(keys), keys),
  }) satisfies Schema<PoolOptions>;

type PoolMembers = Settings<ReturnType<typeof schemaOf>>;

const regionOf = (userPoolId: string): string => userPoolId.slice(0, userPoolId.indexOf('_'));

/** The two formats that Cognito issues. A replica's tokens name the home pool under the replica's region. */
const originalIssuer = (userPoolId: string, region: string = regionOf(userPoolId)): string =>
  `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
const updatedIssuer = (userPoolId: string): string =>
  `https://issuer-cognito-idp.${regionOf(userPoolId)}.amazonaws.com/${userPoolId}`;

const issuersOf = (prefix: string, pool: PoolMembers): PoolSettings['issuers'] => {
  const { userPoolId, issuer, issuerFormat = 'both', replicaRegions = [] } = pool;
  if (issuer !== undefined) {
    const rival = (['issuerFormat', 'replicaRegions'] as const).find((name) => pool[name] !== undefined);
    if (rival !== undefined) throw new TypeError(`${prefix}issuer replaces ${rival}; give one of them.`);
    return [issuer];
  }
  if (otherPartitionPattern.test(userPoolId)) {
    throw new TypeError(
      `${prefix}issuer is needed for a user pool in ${regionOf(userPoolId)}, whose domain is not amazonaws.com: give the iss of the pool's tokens.`,
    );
  }
  if (issuerFormat !== 'updated') {
    const updated = issuerFormat === 'original' ? [] : [updatedIssuer(userPoolId)];
    const replicas = replicaRegions.map((replica) => originalIssuer(userPoolId, replica));
    return [originalIssuer(userPoolId), ...updated, ...replicas];
  }
  if (replicaRegions.length === 0) return [updatedIssuer(userPoolId)];
  throw new TypeError(
    `${prefix}replicaRegions needs issuerFormat "original" or "both": replicas use the original format.`,
  );
};

/** Every issuer of a pool publishes the same keys, the home region's first. A token never chooses the host. */
const jwksUrisOf = (given: string | undefined, issuers: PoolSettings['issuers']): PoolSettings['jwksUris'] => {
  if (given !== undefined) return [given];
  const [home, ...others] = issuers;
  const uriOf = (issuer: string): string => `${issuer}/.well-known/jwks.json`;
  return [uriOf(home), ...others.map(uriOf)];
};

/** The names of {@link PoolOptions}. */
export const poolOptionNames: readonly string[] = Object.keys(schemaOf(defaultKeySettings));

/**
 * Reads the {@link PoolOptions} among an object's members.
 *
 * @param prefix - The text before a name in an option's path: `createVerifier: `.
 * @param defaults - Values of key options that the pool omits.
 * @returns The pool, frozen.
 * @throws TypeError for an invalid option.
 */
export const readPoolMembers = (prefix: string, members: UnknownRecord, defaults: KeySettings): PoolSettings => {
  const pool = readMembers(prefix, members, schemaOf(defaults));
  if (pool.audience !== undefined && !pool.tokenUse.includes('access')) {
    throw new TypeError(`${prefix}audience is for access tokens; the aud of an ID token is its clientId.`);
  }
  const issuers = issuersOf(prefix, pool);
  return Object.freeze({
    userPoolId: pool.userPoolId,
    clientIds: pool.clientId,
    tokenUses: pool.tokenUse,
    audience: pool.audience,
    issuers,
    jwksUris: jwksUrisOf(pool.jwksUri, issuers),
    keys: pool.keys,
  });
};

/** Reads {@link PoolOptions}; see {@link readPoolMembers}. */
export const readPool = (path: string, given: unknown, defaults: KeySettings): PoolSettings =>
  readPoolMembers(`${path}.`, readObject(path, given, poolOptionNames), defaults);
