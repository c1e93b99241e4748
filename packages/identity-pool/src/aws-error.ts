import { AuthError } from '@cognito-guard/core';
import { CredentialError } from './credential-error.ts';

/** Logins that nobody but AWS checks; undefined where the login cannot be what is wrong. */
export type UnverifiedLogins = Readonly<Record<string, string>> | undefined;

/** What AWS says, and what an operator can do about it. */
const advice: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/unauthenticated access is not supported/i, 'The identity pool gives no access to guests.'],
  [/flow is not enabled/i, 'The identity pool does not allow the basic (classic) flow.'],
  [/IdentityPool.*not found/i, 'There is no identity pool with this id in its region.'],
  [/identity pool configuration/i, 'The identity pool has no usable role: check the roles, and whom they trust.'],
  [/AssumeRoleWithWebIdentity/i, 'The role does not trust the identity pool: check its trust policy.'],
];

const unlisted = /not from a supported provider|doesn't match providername|logins don't match/i;

/** Names of providers are no secrets. */
const adviceOnProviders = (unverified: UnverifiedLogins): string =>
  unverified === undefined
    ? "The identity pool does not list the token's user pool and app client as an identity provider, or knows the user " +
      'pool by another name (see providerName).'
    : `The identity pool does not list ${Object.keys(unverified).join(', ')} as an identity provider.`;

const throttlings = /^(?:TooManyRequests|LimitExceeded|Throttl|RequestThrottl|RequestLimitExceeded)/;
const transients = /^(?:InternalError|ExternalService|IDPCommunicationError|ServiceUnavailable|ResourceConflict)/;

const textOf = (error: object, name: string): string => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
};

/** Why AWS did not answer, where that is told by a plain code. */
const silenceOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'error';
  if (/^(?:Deadline|Timeout)Error$/.test(textOf(error, 'name'))) return 'timeout';
  return /^E[A-Z_]+$/.exec(textOf(error, 'code'))?.[0] ?? 'error';
};

/**
 * Tells what a failed call to AWS means.
 *
 * @param error - What the SDK threw.
 * @param unverified - What it was called for, unless a verifier vouches for it.
 * @returns The error to throw. It holds nothing of AWS's message.
 */
export const readAwsError = (error: unknown, unverified: UnverifiedLogins): AuthError | CredentialError => {
  // What AWS answered names a fault, the client's or the server's.
  if (typeof error !== 'object' || error === null || !('$fault' in error)) {
    return new CredentialError('unavailable', { cause: new Error(`AWS did not answer: ${silenceOf(error)}.`) });
  }
  const awsError = textOf(error, 'name');
  const said = textOf(error, 'message');
  if (throttlings.test(awsError)) return new CredentialError('throttled', { awsError });
  if (error.$fault !== 'client' || transients.test(awsError)) return new CredentialError('unavailable', { awsError });
  if (awsError === 'ExpiredTokenException' || /token expired/i.test(said)) return new AuthError('token_expired');
  const message = unlisted.test(said)
    ? adviceOnProviders(unverified)
    : advice.find(([pattern]) => pattern.test(said))?.[1];
  if (message !== undefined) return new CredentialError('misconfigured', { awsError, message });
  const isRefusal = awsError === 'NotAuthorizedException' || awsError === 'InvalidIdentityToken';
  return new CredentialError(isRefusal && unverified !== undefined ? 'login_refused' : 'misconfigured', { awsError });
};
