import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
} from '@aws-sdk/client-cognito-identity';
import { CredentialError, readAwsError } from './credential-error.ts';
import type { HeldCredentials } from './credentials.ts';
import { withDeadline } from './deadline.ts';
import type { Login } from './login.ts';
import type { BasicFlow, ExchangeSettings, WebIdentityClient } from './options.ts';
import { Pace } from './pace.ts';

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
  #sts: Promise<WebIdentityClient> | undefined;

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
  async getId({ logins, user }: Login): Promise<string> {
    const waitMs = this.#pace.reserve();
    if (waitMs === undefined) throw new CredentialError('throttled');
    if (waitMs > 0) await sleep(waitMs);
    const command = new GetIdCommand({ IdentityPoolId: this.#identityPoolId, ...(logins && { Logins: logins }) });
    const { IdentityId } = await this.#call(user !== undefined, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    if (!IdentityId) throw new CredentialError('unavailable');
    return IdentityId;
  }

  /** @returns Credentials of an identity, by the flow that is configured. */
  getCredentials(identityId: string, login: Login): Promise<HeldCredentials> {
    return this.#basicFlow === undefined
      ? this.#enhancedFlow(identityId, login)
      : this.#classicFlow(identityId, login, this.#basicFlow);
  }

  async #enhancedFlow(identityId: string, { logins, roleArn, user }: Login): Promise<HeldCredentials> {
    const command = new GetCredentialsForIdentityCommand({
      IdentityId: identityId,
      ...(logins && { Logins: logins }),
      ...(roleArn !== undefined && { CustomRoleArn: roleArn }),
    });
    const { Credentials: answered } = await this.#call(user !== undefined, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    return toHeld(identityId, {
      accessKeyId: answered?.AccessKeyId,
      secretAccessKey: answered?.SecretKey,
      sessionToken: answered?.SessionToken,
      expiration: answered?.Expiration,
    });
  }

  async #classicFlow(identityId: string, { logins, roleArn, user }: Login, flow: BasicFlow): Promise<HeldCredentials> {
    const command = new GetOpenIdTokenCommand({ IdentityId: identityId, ...(logins && { Logins: logins }) });
    const { Token } = await this.#call(user !== undefined, (abortSignal) =>
      this.#client.send(command, { abortSignal }),
    );
    if (!Token) throw new CredentialError('unavailable');
    this.#sts ??= this.#loadSts(flow);
    const sts = await this.#sts;
    const input = {
      RoleArn: roleArn ?? (logins === undefined ? flow.guestRoleArn : flow.roleArn),
      RoleSessionName: 'CognitoIdentityCredentials', // As AWS's own clients name it.
      WebIdentityToken: Token,
      DurationSeconds: flow.durationSeconds,
    };
    // The token is AWS's own by now: a refusal is the role's.
    const { Credentials: answered } = await this.#call(true, (abortSignal) =>
      sts.assumeRoleWithWebIdentity(input, { abortSignal }),
    );
    return toHeld(identityId, {
      accessKeyId: answered?.AccessKeyId,
      secretAccessKey: answered?.SecretAccessKey,
      sessionToken: answered?.SessionToken,
      expiration: answered?.Expiration,
    });
  }

  /** Loaded here, because the enhanced flow needs no STS, and few take the other one. */
  async #loadSts({ client }: BasicFlow): Promise<WebIdentityClient> {
    if (client !== undefined) return client;
    const { STS } = await import('@aws-sdk/client-sts');
    return new STS({ region: this.#region, maxAttempts: 4 });
  }

  async #call<T>(isVerified: boolean, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withDeadline(this.#timeoutMs, send);
    } catch (error) {
      throw readAwsError(error, isVerified);
    }
  }
}
