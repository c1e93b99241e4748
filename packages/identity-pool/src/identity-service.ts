import {
  CognitoIdentityClient,
  type CognitoIdentityClientResolvedConfig,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-cognito-identity';
import type { Command } from '@smithy/types';
import { LRUCache } from 'lru-cache';
import { isLostIdentity, readAwsError } from './aws-error.ts';
import { BackOff } from './back-off.ts';
import { CredentialError } from './credential-error.ts';
import { type HeldCredentials, toHeld } from './credentials.ts';
import type { Login } from './login.ts';
import { LostIdentityError } from './lost-identity-error.ts';
import type { BasicFlowSettings, ExchangeSettings, WebIdentityClient } from './options.ts';
import { RateLimiter } from './rate-limiter.ts';
import { loadSts } from './sts.ts';

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const takeTurn = async (limiter: RateLimiter): Promise<void> => {
  const waitMs = limiter.reserve();
  if (waitMs === undefined) throw new CredentialError('throttled');
  if (waitMs > 0) await sleep(waitMs);
};

/** One exchange in progress. */
export interface Attempt {
  /** Aborted at the exchange's deadline. */
  readonly signal: AbortSignal;
  /** Receives each error that AWS answered before a retry of the SDK; after a timeout, the last one is the reason. */
  readonly onRefusal: (error: unknown) => void;
}

/** The key of failures that concern all logins, such as a missing identity pool. */
const wholePool = 'pool';

/**
 * Calls AWS within the rate limits and converts AWS's errors. The SDK retries, with full jitter.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
 */
export class IdentityService {
  readonly #identityPoolId: string;
  readonly #region: string;
  readonly #basicFlow: BasicFlowSettings | undefined;
  readonly #client: CognitoIdentityClient;
  readonly #clock: () => number;
  readonly #getIdLimiter: RateLimiter;
  readonly #unverifiedLimiter: RateLimiter;
  /** Configuration errors of `GetId` by `settingsKey`: during the pause, all logins with these settings get the error. */
  readonly #misconfigured = new LRUCache<string, BackOff<CredentialError>>({ max: 100 });
  #sts: WebIdentityClient | Promise<WebIdentityClient> | undefined;

  constructor(settings: ExchangeSettings) {
    const { basicFlow, client, clock, getIdPerSecond, identityPoolId, region, timeoutMs, unverifiedPerSecond } =
      settings;
    this.#identityPoolId = identityPoolId;
    this.#region = region;
    this.#basicFlow = basicFlow;
    this.#client = client ?? new CognitoIdentityClient({ region, maxAttempts: 4 });
    this.#clock = clock;
    this.#getIdLimiter = new RateLimiter(getIdPerSecond, timeoutMs / 2, clock);
    this.#unverifiedLimiter = new RateLimiter(unverifiedPerSecond, timeoutMs / 2, clock);
  }

  /** Waits for the rate limit of forgeable logins. */
  async admit({ isForgeable }: Login): Promise<void> {
    if (isForgeable) await takeTurn(this.#unverifiedLimiter);
  }

  /** @returns The login's identity id; for a guest, a new id for each call. */
  async getId(login: Login, attempt: Attempt): Promise<string> {
    this.#assertConfigured(login);
    await takeTurn(this.#getIdLimiter);
    this.#assertConfigured(login);
    const { logins } = login;
    const command = new GetIdCommand({ IdentityPoolId: this.#identityPoolId, ...(logins && { Logins: logins }) });
    try {
      const { IdentityId } = await this.#send(command, login, attempt);
      if (!IdentityId) throw new CredentialError('unavailable');
      for (const key of [wholePool, login.settingsKey ?? wholePool]) this.#misconfigured.delete(key);
      return IdentityId;
    } catch (error) {
      throw CredentialError.is(error) && error.code === 'misconfigured' ? this.#remember(error, login) : error;
    }
  }

  #assertConfigured({ settingsKey = wholePool }: Login): void {
    const now = this.#clock();
    for (const key of [wholePool, settingsKey]) {
      const failure = this.#misconfigured.get(key)?.failureAt(now);
      if (failure !== undefined) throw failure;
    }
  }

  #remember(error: CredentialError, login: Login): CredentialError {
    const key = error.awsError === 'ResourceNotFoundException' ? wholePool : login.settingsKey;
    if (key === undefined) return error;
    const backOff = this.#misconfigured.get(key) ?? new BackOff<CredentialError>();
    this.#misconfigured.set(key, backOff);
    return backOff.fail(this.#clock(), () => error);
  }

  /**
   * @returns Credentials of an identity, by the configured flow.
   * @throws {@link LostIdentityError} where the identity does not exist or does not belong to the login.
   */
  getCredentials(identityId: string, login: Login, attempt: Attempt): Promise<HeldCredentials> {
    return this.#basicFlow === undefined
      ? this.#enhancedFlow(identityId, login, attempt)
      : this.#classicFlow(identityId, login, attempt, this.#basicFlow);
  }

  async #enhancedFlow(identityId: string, login: Login, attempt: Attempt): Promise<HeldCredentials> {
    const { logins, roleArn } = login;
    const command = new GetCredentialsForIdentityCommand({
      IdentityId: identityId,
      ...(logins && { Logins: logins }),
      ...(roleArn !== undefined && { CustomRoleArn: roleArn }),
    });
    const { Credentials: answered } = await this.#send(command, login, attempt);
    return toHeld(identityId, {
      accessKeyId: answered?.AccessKeyId,
      secretAccessKey: answered?.SecretKey,
      sessionToken: answered?.SessionToken,
      expiration: answered?.Expiration,
    });
  }

  async #classicFlow(
    identityId: string,
    login: Login,
    attempt: Attempt,
    flow: BasicFlowSettings,
  ): Promise<HeldCredentials> {
    const { logins, roleArn } = login;
    const command = new GetOpenIdTokenCommand({ IdentityId: identityId, ...(logins && { Logins: logins }) });
    const { Token } = await this.#send(command, login, attempt);
    if (!Token) throw new CredentialError('unavailable');
    this.#sts ??= flow.client ?? loadSts(this.#region);
    const sts = await this.#sts;
    const input = {
      RoleArn: roleArn ?? (logins === undefined ? flow.guestRoleArn : flow.roleArn),
      RoleSessionName: 'CognitoIdentityCredentials', // The name that AWS's SDKs use.
      WebIdentityToken: Token,
      DurationSeconds: flow.durationSeconds,
    };
    const { Credentials: answered } = await sts
      .assumeRoleWithWebIdentity(input, { abortSignal: attempt.signal })
      .catch((error: unknown): never => {
        // AWS issued this token, so the role caused the refusal.
        throw readAwsError(error, { logins: undefined, isForgeable: false, roleArn: undefined });
      });
    return toHeld(identityId, {
      accessKeyId: answered?.AccessKeyId,
      secretAccessKey: answered?.SecretAccessKey,
      sessionToken: answered?.SessionToken,
      expiration: answered?.Expiration,
    });
  }

  async #send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: Command<ServiceInputTypes, Input, ServiceOutputTypes, Output, CognitoIdentityClientResolvedConfig>,
    login: Login,
    attempt: Attempt,
  ): Promise<Output> {
    // Inside the SDK's retry loop.
    command.middlewareStack.add(
      (next) => (given) =>
        next(given).catch((error: unknown): never => {
          attempt.onRefusal(error);
          throw error;
        }),
      { step: 'deserialize', priority: 'high' },
    );
    try {
      return await this.#client.send(command, { abortSignal: attempt.signal });
    } catch (error) {
      const failure = readAwsError(error, login);
      throw isLostIdentity(error) ? new LostIdentityError(failure) : failure;
    }
  }
}
