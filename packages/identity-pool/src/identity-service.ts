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
import { readAwsError } from './aws-error.ts';
import { CredentialError } from './credential-error.ts';
import type { HeldCredentials } from './credentials.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import type { Login } from './login.ts';
import type { BasicFlow, ExchangeSettings, WebIdentityClient } from './options.ts';
import { Pace } from './pace.ts';
import { loadSts } from './sts.ts';

/** Either service's answer, spelt alike. */
interface AnsweredCredentials {
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly expiration: Date | undefined;
}

const toHeld = (identityId: string, answered: AnsweredCredentials): HeldCredentials => {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = answered;
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration) throw new CredentialError('unavailable');
  return { identityId, accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration.getTime() };
};

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * The calls to AWS, each with its deadline and its errors read. Retrying, with full jitter, is the SDK's.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
 */
export class IdentityService {
  readonly #identityPoolId: string;
  readonly #region: string;
  readonly #timeoutMs: number;
  readonly #basicFlow: BasicFlow | undefined;
  readonly #client: CognitoIdentityClient;
  readonly #pace: Pace;
  #sts: WebIdentityClient | Promise<WebIdentityClient> | undefined;

  constructor(settings: ExchangeSettings) {
    const { basicFlow, client, clock, getIdPerSecond, identityPoolId, region, timeoutMs } = settings;
    this.#identityPoolId = identityPoolId;
    this.#region = region;
    this.#timeoutMs = timeoutMs;
    this.#basicFlow = basicFlow;
    this.#client = client ?? new CognitoIdentityClient({ region, maxAttempts: 4 });
    this.#pace = new Pace(getIdPerSecond, timeoutMs, clock);
  }

  /** @returns The login's identity id; a guest's is a new one each time. */
  async getId(login: Login): Promise<string> {
    const { logins } = login;
    const waitMs = this.#pace.reserve();
    if (waitMs === undefined) throw new CredentialError('throttled');
    if (waitMs > 0) await sleep(waitMs);
    const command = new GetIdCommand({ IdentityPoolId: this.#identityPoolId, ...(logins && { Logins: logins }) });
    const { IdentityId } = await this.#send(command, login);
    if (!IdentityId) throw new CredentialError('unavailable');
    return IdentityId;
  }

  /** @returns Credentials of an identity, by the flow that is configured. */
  getCredentials(identityId: string, login: Login): Promise<HeldCredentials> {
    return this.#basicFlow === undefined
      ? this.#enhancedFlow(identityId, login)
      : this.#classicFlow(identityId, login, this.#basicFlow);
  }

  async #enhancedFlow(identityId: string, login: Login): Promise<HeldCredentials> {
    const { logins, roleArn } = login;
    const command = new GetCredentialsForIdentityCommand({
      IdentityId: identityId,
      ...(logins && { Logins: logins }),
      ...(roleArn !== undefined && { CustomRoleArn: roleArn }),
    });
    const { Credentials: answered } = await this.#send(command, login);
    return toHeld(identityId, {
      accessKeyId: answered?.AccessKeyId,
      secretAccessKey: answered?.SecretKey,
      sessionToken: answered?.SessionToken,
      expiration: answered?.Expiration,
    });
  }

  async #classicFlow(identityId: string, login: Login, flow: BasicFlow): Promise<HeldCredentials> {
    const { logins, roleArn } = login;
    const command = new GetOpenIdTokenCommand({ IdentityId: identityId, ...(logins && { Logins: logins }) });
    const { Token } = await this.#send(command, login);
    if (!Token) throw new CredentialError('unavailable');
    this.#sts ??= flow.client ?? loadSts(this.#region);
    const sts = await this.#sts;
    const input = {
      RoleArn: roleArn ?? (logins === undefined ? flow.guestRoleArn : flow.roleArn),
      RoleSessionName: 'CognitoIdentityCredentials', // As AWS's own clients name it.
      WebIdentityToken: Token,
      DurationSeconds: flow.durationSeconds,
    };
    // The token is AWS's own by now: a refusal is the role's.
    const { Credentials: answered } = await withDeadline(this.#timeoutMs, (abortSignal) =>
      sts.assumeRoleWithWebIdentity(input, { abortSignal }),
    ).catch((error: unknown): never => {
      throw readAwsError(error, undefined);
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
    { logins, user }: Login,
  ): Promise<Output> {
    let refusal: unknown;
    // Within the SDK's retries: where the deadline strikes between two of them, this is why it waited.
    command.middlewareStack.add(
      (next) => (given) =>
        next(given).catch((error: unknown): never => {
          refusal = error;
          throw error;
        }),
      { step: 'deserialize', priority: 'high' },
    );
    try {
      return await withDeadline(this.#timeoutMs, (abortSignal) => this.#client.send(command, { abortSignal }));
    } catch (error) {
      const reason = error instanceof DeadlineError ? (refusal ?? error) : error;
      throw readAwsError(reason, user === undefined ? logins : undefined);
    }
  }
}
