import type { CognitoIdentityClient } from '@aws-sdk/client-cognito-identity';
import type { IdAuth, Verifier } from '@cognito-guard/core';
import { readCapable, readFunction, readObject, readOptional, readRequired } from '@cognito-guard/core/http';
import type { ExchangeEventListener } from './events.ts';
import { readRoleArn, readText, readWhole } from './option-values.ts';

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
export interface BasicFlow {
  readonly roleArn: string;
  readonly guestRoleArn: string;
  readonly durationSeconds: number;
  readonly client: WebIdentityClient | undefined;
}

/** {@link ExchangeOptions}, resolved. */
export interface ExchangeSettings {
  readonly identityPoolId: string;
  readonly region: string;
  readonly client: CognitoIdentityClient | undefined;
  readonly basicFlow: BasicFlow | undefined;
  readonly verifier: Pick<Verifier<'id'>, 'verify'> | undefined;
  readonly providerName: (auth: IdAuth) => string;
  readonly maxEntries: number;
  readonly timeoutMs: number;
  readonly getIdPerSecond: number;
  readonly unverifiedPerSecond: number;
  readonly onEvent: ExchangeEventListener | undefined;
  readonly clock: () => number;
}

const poolIdShape = /^[a-z]{2,4}(?:-[a-z]+)+-\d:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const where = 'createCredentialExchange';

const readBasicFlow = (given: unknown): BasicFlow => {
  const option = `${where}: basicFlow`;
  const flow = readObject(option, given, ['roleArn', 'guestRoleArn', 'durationSeconds', 'client']);
  const roleArn = readRequired(flow, 'roleArn', readRoleArn(`${option}.roleArn`));
  const readSeconds = readWhole(`${option}.durationSeconds`, 900, 43_200, 'seconds');
  const readClient = readCapable<WebIdentityClient>(
    `${option}.client`,
    'an STS of @aws-sdk/client-sts',
    'assumeRoleWithWebIdentity',
  );
  return Object.freeze({
    roleArn,
    guestRoleArn: readOptional(flow, 'guestRoleArn', roleArn, readRoleArn(`${option}.guestRoleArn`)),
    durationSeconds: readOptional(flow, 'durationSeconds', 3_600, readSeconds),
    client: readOptional<WebIdentityClient | undefined>(flow, 'client', undefined, readClient),
  });
};

/**
 * @param given - {@link ExchangeOptions}, perhaps.
 * @returns Settings, frozen.
 * @throws TypeError naming the option.
 */
export const readExchangeOptions = (given: unknown): ExchangeSettings => {
  const options = readObject(`${where}: options`, given, [
    'identityPoolId',
    'client',
    'basicFlow',
    'verifier',
    'providerName',
    'maxEntries',
    'timeoutMs',
    'getIdPerSecond',
    'unverifiedPerSecond',
    'onEvent',
    'clock',
  ]);
  const path = (name: string): string => `${where}: ${name}`;
  const whole = (name: string, fallback: number, min: number, max: number, unit: string): number =>
    readOptional(options, name, fallback, readWhole(path(name), min, max, unit));
  const readPoolId = readText(path('identityPoolId'), poolIdShape, 'an identity pool id, <region>:<UUID>');
  const readClient = readCapable<CognitoIdentityClient>(
    path('client'),
    'a CognitoIdentityClient of @aws-sdk/client-cognito-identity',
    'send',
  );
  const readVerifier = readCapable<Pick<Verifier<'id'>, 'verify'>>(
    path('verifier'),
    'the verifier of the ID tokens, made by createVerifier',
    'verify',
  );
  const identityPoolId = readRequired(options, 'identityPoolId', readPoolId);
  const getIdPerSecond = whole('getIdPerSecond', 25, 1, 10_000, 'calls');
  return Object.freeze({
    identityPoolId,
    region: identityPoolId.slice(0, identityPoolId.indexOf(':')),
    client: readOptional<CognitoIdentityClient | undefined>(options, 'client', undefined, readClient),
    basicFlow: readOptional<BasicFlow | undefined>(options, 'basicFlow', undefined, readBasicFlow),
    verifier: readOptional<ExchangeSettings['verifier']>(options, 'verifier', undefined, readVerifier),
    providerName: readOptional<ExchangeSettings['providerName']>(
      options,
      'providerName',
      ({ issuer }) => issuer.replace('https://', ''),
      readFunction(path('providerName')),
    ),
    maxEntries: whole('maxEntries', 1_000, 1, 1_000_000, 'entries'),
    timeoutMs: whole('timeoutMs', 5_000, 100, 60_000, 'milliseconds'),
    getIdPerSecond,
    unverifiedPerSecond: whole('unverifiedPerSecond', Math.max(1, Math.floor(getIdPerSecond / 5)), 1, 10_000, 'logins'),
    onEvent: readOptional<ExchangeSettings['onEvent']>(options, 'onEvent', undefined, readFunction(path('onEvent'))),
    // Looked up when called, so that fake timers installed later are seen.
    clock: readOptional(options, 'clock', () => Date.now(), readFunction<() => number>(path('clock'))),
  });
};
