import type { AuthError } from '@cognito-guard/core';

/**
 * Why there are no credentials. The code is stable: switch on it, log it, alert on it.
 *
 * - `login_refused`: AWS does not accept the token or the identity: forged, signed out (`ServerSideTokenCheck`), deleted. 401.
 * - `misconfigured`: the identity pool, its roles or its providers are not set up for this. 500, for operators.
 * - `throttled`: AWS answered that there are too many calls, or the queue for `GetId` is full. 503.
 * - `unavailable`: AWS could not be reached, or failed. 503.
 */
export type CredentialErrorCode = 'login_refused' | 'misconfigured' | 'throttled' | 'unavailable';

interface CredentialErrorRule {
  readonly status: 401 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
}

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
  throttled: { status: 503, headers: {}, message: 'Too many credentials are asked for. Try again shortly.' },
  unavailable: { status: 503, headers: {}, message: 'No credentials can be had right now. Try again shortly.' },
};

/** What a {@link CredentialError} may carry besides its code. */
export interface CredentialErrorOptions {
  /** Replaces the code's sentence. */
  readonly message?: string;
  /** The name of AWS's error. */
  readonly awsError?: string;
  /** Seconds until the next try makes sense; sent as `Retry-After` with status 503. Default 1. */
  readonly retryAfterSeconds?: number;
  /** Why, for operators. Never sent to the caller. */
  readonly cause?: unknown;
}

/** Shared by every copy of this package in one process, so that {@link CredentialError.is} works across them. */
const brand = Symbol.for('@cognito-guard/CredentialError');

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
 *   if (CredentialError.is(error) && !error.expose) console.error(error.message, error.awsError);
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
   * @param options - The message that operators read instead, the name of AWS's error, the cause.
   */
  constructor(code: CredentialErrorCode, options: CredentialErrorOptions = {}) {
    const { status, headers, message } = rules[code];
    super(options.message ?? message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CredentialError';
    this.code = code;
    this.status = status;
    this.statusCode = status;
    const { retryAfterSeconds = 1 } = options;
    this.headers = status === 503 ? Object.freeze({ 'Retry-After': String(retryAfterSeconds) }) : headers;
    this.expose = status !== 500;
    this.awsError = options.awsError;
    Object.defineProperty(this, brand, { value: true });
  }

  /**
   * Whether a value is a {@link CredentialError}, also one made by another copy of this package.
   *
   * @param value - Anything, typically what a `catch` received.
   * @returns True for a `CredentialError`.
   */
  static is(value: unknown): value is CredentialError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** What an exchange rejects with. */
export type ExchangeFailure = AuthError | CredentialError;

/**
 * @param failure - What a fetch came to.
 * @param retryAfterSeconds - Until the next fetch.
 * @returns The same failure, with that `Retry-After` where it is a 503.
 */
export const retryAfter = (failure: ExchangeFailure, retryAfterSeconds: number): ExchangeFailure => {
  if (!CredentialError.is(failure) || failure.status !== 503) return failure;
  const { awsError, cause, message } = failure;
  return new CredentialError(failure.code, {
    message,
    retryAfterSeconds,
    cause,
    ...(awsError !== undefined && { awsError }),
  });
};
