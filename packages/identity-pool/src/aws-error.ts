import { AuthError } from '@cognito-guard/core';
import { CredentialError, type ExchangeFailure } from './credential-error.ts';

/** The login of a call that AWS refused. */
export interface RefusedLogin {
  /** Tokens by provider name; undefined for guests, and for STS, which gets a token that AWS issued. */
  readonly logins: Readonly<Record<string, string>> | undefined;
  /** True where a caller can forge the login, because only AWS verifies it. */
  readonly isForgeable: boolean;
  readonly roleArn: string | undefined;
}

/** Texts in AWS's messages that reveal a misconfigured identity pool, each with our message for operators. */
const configurationErrors: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/unauthenticated access is not supported/i, 'The identity pool gives no access to guests.'],
  [/flow is not enabled/i, 'The identity pool does not allow the basic (classic) flow.'],
  [/IdentityPool.*not found/i, 'There is no identity pool with this id in its region.'],
  [/identity pool configuration/i, 'The identity pool has no usable role: check the roles and their trust policies.'],
  [/AssumeRoleWithWebIdentity/i, 'The role does not trust the identity pool: check its trust policy.'],
];

const unlistedPattern = /not from a supported provider|doesn't match providername|logins don't match/i;
const lostIdentityPattern = /access to identity .* is forbidden|^identity .* not found|logins don't match/i;

/** The message may hold provider names: they are not secret. */
const unlistedProviderMessage = ({ isForgeable, logins }: RefusedLogin): string =>
  isForgeable
    ? `The identity pool does not list ${Object.keys(logins ?? {}).join(', ')} as an identity provider.`
    : "The identity pool does not list the token's user pool and app client as an identity provider, or knows the user " +
      'pool by another name (see providerName).';

const throttledPattern = /^(?:TooManyRequests|LimitExceeded|Throttl|RequestThrottl|RequestLimitExceeded)/;
const transientPattern = /^(?:InternalError|ExternalService|IDPCommunicationError|ServiceUnavailable|ResourceConflict)/;

const textOf = (error: unknown, name: string): string => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
};

/** The reason why AWS did not answer: `timeout`, a system error code such as `ECONNRESET`, or `error`. */
const connectionErrorCode = (error: unknown): string => {
  if (/^(?:Deadline|Timeout)Error$/.test(textOf(error, 'name'))) return 'timeout';
  return /^E[A-Z_]+$/.exec(textOf(error, 'code'))?.[0] ?? 'error';
};

/** Errors that AWS answered have `$fault`: `client` or `server`. */
const isAnswer = (error: unknown): error is { readonly $fault: unknown } =>
  typeof error === 'object' && error !== null && '$fault' in error;

/** Converts AWS's refusal of one login. */
const toRefusal = (awsError: string, awsMessage: string, login: RefusedLogin): ExchangeFailure => {
  const isRefused = awsError === 'NotAuthorizedException' || awsError === 'InvalidIdentityToken';
  const message = unlistedPattern.test(awsMessage) ? unlistedProviderMessage(login) : undefined;
  // A forged login must never cause a server error.
  if (login.isForgeable)
    return new CredentialError('login_refused', { awsError, cause: message && new Error(message) });
  if (message !== undefined) return new CredentialError('misconfigured', { awsError, message });
  if (!isRefused || login.logins === undefined) return new CredentialError('misconfigured', { awsError });
  const isForbidden = /is forbidden/i.test(awsMessage) || (login.roleArn !== undefined && /role/i.test(awsMessage));
  return isForbidden ? new AuthError('forbidden') : new CredentialError('login_refused', { awsError });
};

/**
 * Converts an error of the AWS SDK.
 *
 * @param error - The error that the SDK threw.
 * @param login - The login of the call.
 * @returns The error to throw. It contains no part of AWS's message.
 */
export const readAwsError = (error: unknown, login: RefusedLogin): ExchangeFailure => {
  if (!isAnswer(error)) {
    return new CredentialError('unavailable', {
      cause: new Error(`AWS did not answer: ${connectionErrorCode(error)}.`),
    });
  }
  const awsError = textOf(error, 'name');
  const awsMessage = textOf(error, 'message');
  if (throttledPattern.test(awsError)) return new CredentialError('throttled', { awsError });
  if (error.$fault !== 'client' || transientPattern.test(awsError))
    return new CredentialError('unavailable', { awsError });
  if (awsError === 'ExpiredTokenException' || /token expired/i.test(awsMessage)) return new AuthError('token_expired');
  const message = configurationErrors.find(([pattern]) => pattern.test(awsMessage))?.[1];
  return message === undefined
    ? toRefusal(awsError, awsMessage, login)
    : new CredentialError('misconfigured', { awsError, message });
};

/**
 * True where the identity was deleted, or the login was unlinked from it.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html
 */
export const isLostIdentity = (error: unknown): boolean =>
  isAnswer(error) && error.$fault === 'client' && lostIdentityPattern.test(textOf(error, 'message'));
