import { isObject } from '../lib/value-types.ts';
import { ErrorWithoutStack } from './causes.ts';
import { type ChallengeParameters, challengeOf } from './challenge.ts';
import { type AuthErrorCode, type CodeRule, codeRules } from './codes.ts';

/** Details of an {@link AuthError} besides its code. */
export interface AuthErrorOptions {
  /** Parameters added to the `WWW-Authenticate` challenge. */
  readonly challenge?: ChallengeParameters;
  /** Seconds until a retry can succeed; sent as `Retry-After` with status 503. Default 1. */
  readonly retryAfterSeconds?: number;
  /** Replaces the code's message. It must be a fixed sentence: never token text, a claim, a kid or a URL. */
  readonly message?: string;
  /** The reason, for operators. Never sent to the caller. Default a fixed sentence for the code. */
  readonly cause?: unknown;
}

/** The site's pages of the codes. */
const docsUrl = 'https://cognito-guard.github.io/cognito-guard/errors/';

/** Shared by every copy of this package in one process, so that {@link AuthError.is} works across them. */
const brand = Symbol.for('@cognito-guard/AuthError');

/**
 * The verifier refused a request, or could not verify its token.
 *
 * It carries the whole HTTP answer: Express's default handler and Middy's `http-error-handler` read `status`,
 * `headers` and `expose`. The message is a fixed sentence for its {@link AuthError.code}. The `cause` is an Error for
 * operators: a fixed sentence that names the broken rule, or the reason why keys or revocations are unavailable.
 * Neither contains a token, a claim, a kid or a URL.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 * @example
 * ```ts
 * import { AuthError } from '@cognito-guard/core';
 *
 * try {
 *   await verifier.verify('not a token');
 * } catch (error) {
 *   if (!AuthError.is(error)) throw error;
 *   console.log(error.code, error.status); // malformed_token 401
 * }
 * ```
 */
export class AuthError extends ErrorWithoutStack {
  /** Why the request was refused. */
  readonly code: AuthErrorCode;
  /** The HTTP status. */
  readonly status: CodeRule['status'];
  /** The same as `status`, for hosts that read this name. */
  readonly statusCode: CodeRule['status'];
  /** Response headers: `WWW-Authenticate` with 400, 401 and 403, `Retry-After` with 503. */
  readonly headers: Readonly<Record<string, string>>;
  /** Always true: the message may be shown to the caller. */
  readonly expose: boolean;
  /** Space-separated scopes that the route needs, where they are known. */
  readonly scope: string | undefined;
  readonly #options: AuthErrorOptions;

  static {
    // On the prototype, because `console.log` and loggers read the name while the error is constructed.
    AuthError.prototype.name = 'AuthError';
  }

  /**
   * @param code - Decides status, headers and message.
   * @param options - Challenge parameters, retry delay, message, cause.
   */
  constructor(code: AuthErrorCode, options: AuthErrorOptions = {}) {
    const { status, error, message: defaultMessage, cause: defaultCause } = codeRules[code];
    const message = options.message ?? defaultMessage;
    super(message, { cause: options.cause ?? defaultCause });
    this.code = code;
    this.status = status;
    this.statusCode = status;
    this.headers = Object.freeze(
      this.isTransient
        ? { 'Retry-After': String(options.retryAfterSeconds ?? 1) }
        : { 'WWW-Authenticate': challengeOf(error, message, options.challenge ?? {}) },
    );
    this.expose = true;
    this.scope = options.challenge?.scope;
    this.#options = options;
    Object.defineProperty(this, brand, { value: true });
  }

  /**
   * Whether a retry with the same token can succeed: true for `keys_unavailable` and `revocation_unavailable`. Such an
   * error is independent of the token, so do not cache it as a refusal.
   */
  get isTransient(): boolean {
    return this.status === 503;
  }

  /**
   * The URL of the page about the code: what it means, who caused it, how to see it, how to fix it. For operators: print
   * it in logs and tools. It is part of no answer to a caller.
   */
  get docs(): string {
    return `${docsUrl}${this.code}`;
  }

  /**
   * The same refusal with more parameters in its challenge.
   *
   * @param challenge - Added to the parameters that the error has.
   * @returns A new error; this one does not change.
   */
  withChallenge(challenge: ChallengeParameters): AuthError {
    return new AuthError(this.code, { ...this.#options, challenge: { ...this.#options.challenge, ...challenge } });
  }

  /**
   * Whether a value is an {@link AuthError}, made by this or another copy of this package.
   *
   * @param value - Anything, typically what a `catch` received.
   * @returns True for an `AuthError`.
   */
  static is(value: unknown): value is AuthError {
    return isObject(value) && brand in value;
  }
}
