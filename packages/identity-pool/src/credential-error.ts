import type { AuthError } from '@cognito-guard/core';

/**
 * The reason why an exchange rejected. The code is stable: switch on it, log it, alert on it.
 *
 * - `login_refused`: AWS rejected the token or the identity: forged, signed out (`ServerSideTokenCheck`), deleted. 401.
 * - `misconfigured`: the identity pool, its roles or its providers do not allow this login. 500, for operators.
 * - `throttled`: AWS throttled the call, or the queue for `GetId` is full. 503.
 * - `unavailable`: AWS failed or did not answer. 503.
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
  throttled: { status: 503, headers: {}, message: 'Too many requests for credentials. Try again shortly.' },
  unavailable: { status: 503, headers: {}, message: 'Credentials are temporarily unavailable. Try again shortly.' },
};

/** Options of {@link CredentialError}. */
export interface CredentialErrorOptions {
  /** Replaces the code's default message. */
  readonly message?: string;
  /** The name of AWS's error. */
  readonly awsError?: string;
  /** Seconds until the caller should retry; sent as `Retry-After` with status 503. Default 1. */
  readonly retryAfterSeconds?: number;
  /** The cause, for operators. Never sent to the caller. */
  readonly cause?: unknown;
}

/** All copies of this package in one process share this symbol, so that {@link CredentialError.is} works across them. */
const brand = Symbol.for('@cognito-guard/CredentialError');

/**
 * An exchange could not return AWS credentials for a login.
 *
 * Like an `AuthError`, it contains its HTTP response. The message is fixed text: AWS's message, which may contain
 * identity ids, is not part of it. For a rejected verified token the exchange throws an `AuthError` instead:
 * `token_expired`, `token_revoked`, `revocation_unavailable`, `forbidden`.
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
  /** The reason. */
  readonly code: CredentialErrorCode;
  /** The HTTP status. */
  readonly status: 401 | 500 | 503;
  /** An alias of `status`, for hosts that read this name. */
  readonly statusCode: 401 | 500 | 503;
  /** Response headers: `Retry-After` with 503, `WWW-Authenticate` with 401. */
  readonly headers: Readonly<Record<string, string>>;
  /** True where the caller may see the message. False for `misconfigured`. */
  readonly expose: boolean;
  /** The name of AWS's error, such as `NotAuthorizedException`; undefined without an answer of AWS. */
  readonly awsError: string | undefined;

  /**
   * @param code - Determines status, headers and message.
   * @param options - Another message for operators, the name of AWS's error, the cause.
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
   * Tests for a {@link CredentialError}, including one of another copy of this package.
   *
   * @param value - Any value, typically a caught error.
   * @returns True for a `CredentialError`.
   */
  static is(value: unknown): value is CredentialError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** The errors of an exchange. */
export type ExchangeFailure = AuthError | CredentialError;

/**
 * @param failure - The error of a fetch.
 * @param retryAfterSeconds - Seconds until the next fetch.
 * @returns The failure; with status 503, a copy with this `Retry-After`.
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
