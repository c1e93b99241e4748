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

/** The part of STS that is used. An `STS` of `@aws-sdk/client-sts` fits. */
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

/** Settings of the basic (classic) flow, in which your code names the role and STS hands out its credentials. */
export interface BasicFlowOptions {
  /** The role of users, and of guests where {@link BasicFlowOptions.guestRoleArn} is left out. */
  readonly roleArn: string;
  /** The role of guests. */
  readonly guestRoleArn?: string;
  /** Life of the credentials in seconds, 900 to 43,200; the role must allow it. Default 3,600. */
  readonly durationSeconds?: number;
  /** Default an `STS` of `@aws-sdk/client-sts`, loaded on first use, in the identity pool's region. */
  readonly client?: WebIdentityClient;
}

/** Options of {@link createCredentialExchange}. */
export interface ExchangeOptions {
  /** `<region>:<UUID>`, such as `eu-west-1:00000000-1111-2222-3333-444444444444`. */
  readonly identityPoolId: string;
  /** Default one in the identity pool's region. Its retry settings are yours; the default one tries 4 times. */
  readonly client?: CognitoIdentityClient;
  /** Takes the basic flow. Default none: the enhanced flow, in which the identity pool chooses the role. */
  readonly basicFlow?: BasicFlowOptions;
  /**
   * The verifier of the ID tokens. Where it is given, it verifies a user's token again before credentials are handed out,
   * from its cache: a token that was revoked, or whose key was withdrawn, gets none, by the verifier's own rules (its
   * deadline, its cached answers, its `onStoreFailure`), and a revoked user's credentials are dropped. Default none.
   */
  readonly verifier?: Pick<Verifier<'id'>, 'verify'>;
  /**
   * The name under which the identity pool knows a token's user pool. Default host and path of the token's `iss`,
   * which is right for the original issuer format. AWS does not document the name for the updated format
   * (`issuer-cognito-idp.…`); where your identity pool was set up with another one, return it here.
   */
  readonly providerName?: (auth: IdAuth) => string;
  /**
   * How many users' credentials, and how many identity ids, are kept; and, apart from them, how many unverified logins'
   * credentials. 1 to 1,000,000; default 1,000.
   */
  readonly maxEntries?: number;
  /**
   * Deadline of an exchange in milliseconds: the wait for its turn, all calls to AWS and their retries. 100 to 60,000;
   * default 5,000. Half of it at most is spent waiting for a turn.
   */
  readonly timeoutMs?: number;
  /**
   * Your quota of `GetId` calls per second, 1 to 10,000; default 25, as AWS sets it. It counts for all identity pools of
   * an account in a region: where many instances run, give each its share.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
   */
  readonly getIdPerSecond?: number;
  /**
   * How many unverified logins, and visitors with an identity of their own, are exchanged per second: what anybody can
   * make up must not take the quota that verified users need. 1 to 10,000; default a fifth of `getIdPerSecond`.
   */
  readonly unverifiedPerSecond?: number;
  /** Receives every {@link ExchangeEvent}. Default none. */
  readonly onEvent?: ExchangeEventListener;
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
}

/** {@link BasicFlowOptions}, resolved. */
export type BasicFlow = Resolved<BasicFlowOptions, { readonly client: WebIdentityClient | undefined }>;

/** {@link ExchangeOptions}, resolved. */
export type ExchangeSettings = Resolved<
  ExchangeOptions,
  {
    readonly region: string;
    readonly client: CognitoIdentityClient | undefined;
    readonly basicFlow: BasicFlow | undefined;
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
    objectWith<Pick<Verifier<'id'>, 'verify'>>('the verifier of the ID tokens, made by createVerifier', 'verify'),
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
 * @throws TypeError naming the option.
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
