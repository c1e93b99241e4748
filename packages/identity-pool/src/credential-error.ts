import { AuthError } from '@cognito-guard/core';

/**
 * Why there are no credentials. The code is stable: switch on it, log it, alert on it.
 *
 * - `login_refused`: AWS does not accept the login that `forLogin` was given. 401.
 * - `misconfigured`: the identity pool, its roles or its providers are not set up for this. 500, for operators.
 * - `throttled`: AWS asks for fewer calls, or too many wait for their turn. 503.
 * - `unavailable`: AWS could not be reached, or is in trouble. 503.
 */
export type CredentialErrorCode = 'login_refused' | 'misconfigured' | 'throttled' | 'unavailable';

interface CredentialErrorRule {
  readonly status: 401 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
}

const retryAfter = Object.freeze({ 'Retry-After': '1' });

const rules: Readonly<Record<CredentialErrorCode, CredentialErrorRule>> = {
  login_refused: {
    status: 401,
    headers: Object.freeze({ 'WWW-Authenticate': 'Bearer error="invalid_token"' }),
    message: 'The login is not accepted.',
  },
  misconfigured: {
    status: 500,
    headers: Object.freeze({}),
    message: 'The identity pool does not give credentials to this login: check its providers, roles and flows.',
  },
  throttled: { status: 503, headers: retryAfter, message: 'Too many credentials are asked for. Try again shortly.' },
  unavailable: { status: 503, headers: retryAfter, message: 'No credentials can be had right now. Try again shortly.' },
};

/** What a {@link CredentialError} may carry besides its code. */
export interface CredentialErrorOptions {
  /** Replaces the code's sentence. */
  readonly message?: string;
  /** The name of AWS's error. */
  readonly awsError?: string;
}

/**
 * There are no AWS credentials for a login.
 *
 * Like an `AuthError`, it carries its HTTP answer. The message is a fixed sentence: AWS's own, which may hold identity
 * ids, is not part of it. What is wrong with a verified token itself is an `AuthError` instead: `token_expired`,
 * `token_revoked`, `revocation_unavailable`, `forbidden`.
 *
 * @example
 * ```ts
 * import { CredentialError } from '@cognito-guard/identity-pool';
 *
 * const report = (error: unknown): void => {
 *   if (error instanceof CredentialError && error.code === 'misconfigured') console.error(error.message, error.awsError);
 * };
 * ```
 */
export class CredentialError extends Error {
  /** Why there are no credentials. */
  readonly code: CredentialErrorCode;
  /** The HTTP status. */
  readonly status: 401 | 500 | 503;
  /** The same as `status`, for hosts that read this name. */
  readonly statusCode: 401 | 500 | 503;
  /** Response headers: `Retry-After` with 503, `WWW-Authenticate` with 401. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the message may be shown to the caller. False for `misconfigured`. */
  readonly expose: boolean;
  /** The name of AWS's error, such as `NotAuthorizedException`; undefined where AWS did not answer. */
  readonly awsError: string | undefined;

  /**
   * @param code - Decides status, headers and message.
   * @param options - The message that operators read instead, the name of AWS's error.
   */
  constructor(code: CredentialErrorCode, options: CredentialErrorOptions = {}) {
    const { status, headers, message } = rules[code];
    super(options.message ?? message);
    this.name = 'CredentialError';
    this.code = code;
    this.status = status;
    this.statusCode = status;
    this.headers = headers;
    this.expose = status !== 500;
    this.awsError = options.awsError;
  }
}

/** What AWS says, and what an operator can do about it. */
const advice: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /not from a supported provider|doesn't match providername|logins don't match/i,
    "The identity pool does not list the token's user pool and app client as an identity provider, or knows the user " +
      'pool by another name (see providerName).',
  ],
  [/unauthenticated access is not supported/i, 'The identity pool gives no access to guests.'],
  [/flow is not enabled/i, 'The identity pool does not allow the basic (classic) flow.'],
  [/IdentityPool.*not found/i, 'There is no identity pool with this id in its region.'],
  [/identity pool configuration/i, 'The identity pool has no usable role: check the roles, and whom they trust.'],
  [/AssumeRoleWithWebIdentity/i, 'The role does not trust the identity pool: check its trust policy.'],
];

const throttlings = /^(?:TooManyRequests|LimitExceeded|Throttl|RequestThrottl|RequestLimitExceeded)/;
const transients = /^(?:InternalError|ExternalService|IDPCommunicationError|ServiceUnavailable|ResourceConflict)/;

const textOf = (error: object, name: string): string => {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
};

/**
 * Tells what a failed call to AWS means.
 *
 * @param error - What the SDK threw.
 * @param isVerified - Whether a verifier has accepted the login: then it cannot be the login that is wrong.
 * @returns The error to throw. It holds nothing of AWS's message.
 */
export const readAwsError = (error: unknown, isVerified: boolean): AuthError | CredentialError => {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return new CredentialError('unavailable');
  const awsError = textOf(error, 'name');
  const said = textOf(error, 'message');
  if (throttlings.test(awsError)) return new CredentialError('throttled', { awsError });
  // Who did not get through to AWS has no fault: that is the client's or the server's in an answer.
  if (textOf(error, '$fault') !== 'client' || transients.test(awsError)) {
    return new CredentialError('unavailable', { awsError });
  }
  if (awsError === 'ExpiredTokenException' || /token expired/i.test(said)) return new AuthError('token_expired');
  const message = advice.find(([pattern]) => pattern.test(said))?.[1];
  if (message !== undefined) return new CredentialError('misconfigured', { awsError, message });
  const isRefusal = awsError === 'NotAuthorizedException' || awsError === 'InvalidIdentityToken';
  return new CredentialError(isRefusal && !isVerified ? 'login_refused' : 'misconfigured', { awsError });
};
