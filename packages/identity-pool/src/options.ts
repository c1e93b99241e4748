import type { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import type { IdAuth, Verifier } from '@cognito-guard/core';
import {
  functionOf,
  objectWith,
  optional,
  optionsOf,
  type Resolved,
  readOptions,
  type Schema,
  textLike,
  wholeNumberOf,
} from '@cognito-guard/core/internal';
import type { ExchangeEventListener } from './events.ts';
import { roleArn } from './role-arn.ts';

/** The part of STS that the exchange uses. An `STS` of `@aws-sdk/client-sts` satisfies it. */
export interface WebIdentityClient {
  assumeRoleWithWebIdentity(
    input: { RoleArn: string; RoleSessionName: string; WebIdentityToken: string; DurationSeconds: number },
    options: { abortSignal: AbortSignal },
  ): Promise<{
    Credentials?:
      | {
          AccessKeyId: string | undefined;
          SecretAccessKey: string | undefined;
          SessionToken: string | undefined;
          Expiration: Date | undefined;
        }
      | undefined;
  }>;
}

/** Options of the basic (classic) flow, in which your code names the role and STS issues the credentials. */
export interface BasicFlowOptions {
  /** The role of users, and of guests without {@link BasicFlowOptions.guestRoleArn}. */
  readonly roleArn: string;
  /** The role of guests. Default `roleArn`. */
  readonly guestRoleArn?: string;
  /** Lifetime of the credentials in seconds, 900 to 43,200; the role must allow it. Default 3,600. */
  readonly durationSeconds?: number;
  /** Default an `STS` of `@aws-sdk/client-sts`, loaded on first use, in the identity pool's region. */
  readonly client?: WebIdentityClient;
}

/** Options of {@link createCredentialExchange}. */
export interface ExchangeOptions {
  /** `<region>:<UUID>`, such as `eu-west-1:00000000-1111-2222-3333-444444444444`. */
  readonly identityPoolId: string;
  /** Default: a client in the identity pool's region that makes at most 4 attempts per call. */
  readonly client?: CognitoIdentityClient;
  /** Selects the basic flow. Default none: the enhanced flow, in which the identity pool selects the role. */
  readonly basicFlow?: BasicFlowOptions;
  /**
   * The verifier of the ID tokens. The exchange calls it before it returns a user's credentials, and its cache answers
   * most calls. A token that was revoked, or whose key was withdrawn, gets no credentials. The verifier's own options
   * apply (`timeoutMs`, `cacheSeconds`, `onStoreFailure`). A revoked user's credentials leave the cache. Default none.
   */
  readonly verifier?: Pick<Verifier<'id'>, 'verify'>;
  /**
   * Returns the identity pool's name for a token's user pool. Default: host and path of the token's `iss`, which is
   * correct for the original issuer format. AWS does not document the name for the updated format
   * (`issuer-cognito-idp.…`); if your identity pool has another name, return it here.
   */
  readonly providerName?: (auth: IdAuth) => string;
  /**
   * Upper bound on the entries of each of three caches: users' credentials, identity ids, and credentials of unverified
   * logins. 1 to 1,000,000; default 1,000.
   */
  readonly maxEntries?: number;
  /**
   * Deadline of an exchange in milliseconds, 100 to 60,000: the wait for the rate limit, all calls to AWS and their
   * retries. Default 5,000. The wait takes at most half of it.
   */
  readonly timeoutMs?: number;
  /**
   * Your quota of `GetId` calls per second, 1 to 10,000; default 25, AWS's default. All identity pools of an account in
   * a region share the quota: divide it among your instances.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
   */
  readonly getIdPerSecond?: number;
  /**
   * Upper bound on exchanges per second for unverified logins and for visitors with their own identity. It keeps forged
   * logins from using the quota that verified users need. 1 to 10,000; default one fifth of `getIdPerSecond`.
   */
  readonly unverifiedPerSecond?: number;
  /** Receives every {@link ExchangeEvent}. Default none. */
  readonly onEvent?: ExchangeEventListener;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** {@link BasicFlowOptions}, resolved. */
export type BasicFlowSettings = Resolved<BasicFlowOptions, { readonly client: WebIdentityClient | undefined }>;

/** {@link ExchangeOptions}, resolved. */
export type ExchangeSettings = Resolved<
  ExchangeOptions,
  {
    readonly region: string;
    readonly client: CognitoIdentityClient | undefined;
    readonly basicFlow: BasicFlowSettings | undefined;
    readonly verifier: Pick<Verifier<'id'>, 'verify'> | undefined;
    readonly onEvent: ExchangeEventListener | undefined;
  }
>;

const basicFlow = {
  roleArn,
  guestRoleArn: optional(roleArn),
  durationSeconds: optional(wholeNumberOf(900, 43_200, 'seconds'), 3_600),
  client: optional(objectWith<WebIdentityClient>('an STS of @aws-sdk/client-sts', 'assumeRoleWithWebIdentity')),
} satisfies Schema<BasicFlowOptions>;

const poolIdPattern = /^[a-z]{2,4}(?:-[a-z]+)+-\d:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const schema = {
  identityPoolId: textLike(poolIdPattern, 'an identity pool id, <region>:<UUID>'),
  client: optional(
    objectWith<CognitoIdentityClient>('a CognitoIdentityClient of @aws-sdk/client-cognito-identity', 'send'),
  ),
  basicFlow: optional(optionsOf(basicFlow)),
  verifier: optional(
    objectWith<Pick<Verifier<'id'>, 'verify'>>('a verifier of ID tokens, from createVerifier', 'verify'),
  ),
  providerName: optional(functionOf<(auth: IdAuth) => string>(), ({ issuer }) => issuer.replace('https://', '')),
  maxEntries: optional(wholeNumberOf(1, 1_000_000, 'entries'), 1_000),
  timeoutMs: optional(wholeNumberOf(100, 60_000, 'milliseconds'), 5_000),
  getIdPerSecond: optional(wholeNumberOf(1, 10_000, 'calls'), 25),
  unverifiedPerSecond: optional(wholeNumberOf(1, 10_000, 'logins')),
  onEvent: optional(functionOf<ExchangeEventListener>()),
  // Looks Date.now up for each call, so that fake timers installed later take effect.
  clock: optional(functionOf<() => number>(), () => Date.now()),
} satisfies Schema<ExchangeOptions>;

/**
 * Reads {@link ExchangeOptions}.
 *
 * @returns The settings, frozen.
 * @throws TypeError for an invalid option.
 */
export const readExchangeOptions = (given: unknown): ExchangeSettings => {
  const read = readOptions('createCredentialExchange: options', given, schema);
  const { basicFlow: flow, getIdPerSecond, identityPoolId } = read;
  return Object.freeze({
    ...read,
    region: identityPoolId.slice(0, identityPoolId.indexOf(':')),
    basicFlow: flow && Object.freeze({ ...flow, guestRoleArn: flow.guestRoleArn ?? flow.roleArn }),
    unverifiedPerSecond: read.unverifiedPerSecond ?? Math.max(1, Math.floor(getIdPerSecond / 5)),
  });
};
