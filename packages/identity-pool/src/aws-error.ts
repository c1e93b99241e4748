import { AuthError } from '@cognito-guard/core';
import { CredentialError, type ExchangeFailure } from './credential-error.ts';

/** What a refused call was made for. */
export interface RefusedLogin {
  /** Provider names and tokens; undefined for guests, and for STS, whose token is AWS's own. */
  readonly logins: Readonly<Record<string, string>> | undefined;
  /** Whether anybody can make up such a login: nobody but AWS verifies it. */
  readonly isForgeable: boolean;
  readonly roleArn: string | undefined;
}

/** What AWS's message says about the identity pool's settings, whoever called. */
const advice: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/unauthenticated access is not supported/i, 'The identity pool gives no access to guests.'],
  [/flow is not enabled/i, 'The identity pool does not allow the basic (classic) flow.'],
  [/IdentityPool.*not found/i, 'There is no identity pool with this id in its region.'],
  [/identity pool configuration/i, 'The identity pool has no usable role: check the roles, and whom they trust.'],
  [/AssumeRoleWithWebIdentity/i, 'The role does not trust the identity pool: check its trust policy.'],
];

const unlistedPattern = /not from a supported provider|doesn't match providername|logins don't match/i;
const lostIdentityPattern = /access to identity .* is forbidden|^identity .* not found|logins don't match/i;

/** Names of providers are no secrets. */
const adviceOnProviders = ({ isForgeable, logins }: RefusedLogin): string =>
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

/** Why AWS did not answer, where that is told by a plain code. */
const silenceOf = (error: unknown): string => {
  if (/^(?:Deadline|Timeout)Error$/.test(textOf(error, 'name'))) return 'timeout';
  return /^E[A-Z_]+$/.exec(textOf(error, 'code'))?.[0] ?? 'error';
};

/** AWS's answers name a fault, the client's or the server's. */
const isAnswer = (error: unknown): error is { readonly $fault: unknown } =>
  typeof error === 'object' && error !== null && '$fault' in error;

/** What no setting of the identity pool explains. */
const refusalOf = (awsError: string, said: string, login: RefusedLogin): ExchangeFailure => {
  const isRefused = awsError === 'NotAuthorizedException' || awsError === 'InvalidIdentityToken';
  const message = unlistedPattern.test(said) ? adviceOnProviders(login) : undefined;
  // Nothing that a caller can make up is a server error.
  if (login.isForgeable)
    return new CredentialError('login_refused', { awsError, cause: message && new Error(message) });
  if (message !== undefined) return new CredentialError('misconfigured', { awsError, message });
  if (!isRefused || login.logins === undefined) return new CredentialError('misconfigured', { awsError });
  const isForbidden = /is forbidden/i.test(said) || (login.roleArn !== undefined && /role/i.test(said));
  return isForbidden ? new AuthError('forbidden') : new CredentialError('login_refused', { awsError });
};

/**
 * Tells what a failed call to AWS means.
 *
 * @param error - What the SDK threw.
 * @param login - What the call was made for.
 * @returns The error to throw. It holds nothing of AWS's message.
 */
export const readAwsError = (error: unknown, login: RefusedLogin): ExchangeFailure => {
  if (!isAnswer(error)) {
    return new CredentialError('unavailable', { cause: new Error(`AWS did not answer: ${silenceOf(error)}.`) });
  }
  const awsError = textOf(error, 'name');
  const said = textOf(error, 'message');
  if (throttledPattern.test(awsError)) return new CredentialError('throttled', { awsError });
  if (error.$fault !== 'client' || transientPattern.test(awsError))
    return new CredentialError('unavailable', { awsError });
  if (awsError === 'ExpiredTokenException' || /token expired/i.test(said)) return new AuthError('token_expired');
  const message = advice.find(([pattern]) => pattern.test(said))?.[1];
  return message === undefined
    ? refusalOf(awsError, said, login)
    : new CredentialError('misconfigured', { awsError, message });
};

/**
 * Whether AWS no longer gives this identity to this login: it was deleted, or the login was unlinked from it.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_UnlinkIdentity.html
 */
export const isLostIdentity = (error: unknown): boolean =>
  isAnswer(error) && error.$fault === 'client' && lostIdentityPattern.test(textOf(error, 'message'));
