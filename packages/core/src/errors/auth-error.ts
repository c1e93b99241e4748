/**
 * Why a request was refused. The code is stable: switch on it, log it, alert on it.
 *
 * HTTP status and challenge follow from the code (RFC 6750 §3.1); see {@link AuthError}.
 */
export type AuthErrorCode =
  | 'missing_token'
  | 'multiple_tokens'
  | 'malformed_credentials'
  | 'invalid_request'
  | 'malformed_token'
  | 'unknown_key'
  | 'invalid_signature'
  | 'wrong_issuer'
  | 'wrong_token_use'
  | 'wrong_client'
  | 'wrong_audience'
  | 'token_expired'
  | 'token_not_active'
  | 'invalid_claims'
  | 'token_revoked'
  | 'insufficient_scope'
  | 'insufficient_group'
  | 'forbidden'
  | 'keys_unavailable'
  | 'revocation_unavailable';

interface ErrorRule {
  readonly status: 400 | 401 | 403 | 503;
  /** The `error` parameter of the challenge; RFC 6750 §3.1 wants none where no token was sent. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  readonly message: string;
}

const invalidToken = (message: string): ErrorRule => ({ status: 401, error: 'invalid_token', message });

const rules: Readonly<Record<AuthErrorCode, ErrorRule>> = {
  missing_token: { status: 401, message: 'A bearer token is required.' },
  multiple_tokens: { status: 400, error: 'invalid_request', message: 'Send exactly one token, in one place.' },
  malformed_credentials: {
    status: 400,
    error: 'invalid_request',
    message: 'The Authorization header must hold the scheme Bearer and one token.',
  },
  invalid_request: { status: 400, error: 'invalid_request', message: 'The request lacks something, or is malformed.' },
  malformed_token: invalidToken('The token is malformed.'),
  unknown_key: invalidToken('The token is signed by a key that its user pool does not publish.'),
  invalid_signature: invalidToken('The token signature is invalid.'),
  wrong_issuer: invalidToken('The token comes from an issuer that is not accepted here.'),
  wrong_token_use: invalidToken('This kind of token is not accepted here.'),
  wrong_client: invalidToken('The token was issued to a client that is not accepted here.'),
  wrong_audience: invalidToken('The token was issued for another audience.'),
  token_expired: invalidToken('The token has expired.'),
  token_not_active: invalidToken('The token is not active yet.'),
  invalid_claims: invalidToken('The token claims are invalid.'),
  token_revoked: invalidToken('The token has been revoked.'),
  insufficient_scope: {
    status: 403,
    error: 'insufficient_scope',
    message: 'The token lacks a scope that this request needs.',
  },
  insufficient_group: {
    status: 403,
    error: 'insufficient_scope',
    message: 'The token lacks a group that this request needs.',
  },
  forbidden: { status: 403, error: 'insufficient_scope', message: 'The token does not allow this request.' },
  keys_unavailable: { status: 503, message: 'Tokens cannot be verified right now. Try again shortly.' },
  revocation_unavailable: { status: 503, message: 'Token revocation cannot be checked right now. Try again shortly.' },
};

/** Why, for operators, where the code has one reason only or nobody says more. */
const causes: Readonly<Record<AuthErrorCode, string>> = {
  missing_token: 'No token source of this route found a token.',
  multiple_tokens: 'More than one token was sent, or one token in several places.',
  malformed_credentials: 'The Authorization header is not the scheme Bearer and one token.',
  invalid_request: 'The request lacks a value that the route needs besides the token.',
  malformed_token: 'The token is not a JWT in compact form.',
  unknown_key: 'The key set of the user pool has no key with the kid of the token.',
  invalid_signature: 'The signature does not match the key that kid names.',
  wrong_issuer: 'iss is not the issuer of an accepted user pool.',
  wrong_token_use: 'token_use is not accepted.',
  wrong_client: 'The client of the token is not in clientId.',
  wrong_audience: 'aud contains no accepted audience.',
  token_expired: 'The token expired more than clockToleranceSeconds ago.',
  token_not_active: 'nbf is more than clockToleranceSeconds in the future: do the clocks differ?',
  invalid_claims: 'A claim is missing or has the wrong type.',
  token_revoked: 'The token is revoked in the revocation store.',
  insufficient_scope: 'The token lacks a required scope.',
  insufficient_group: 'The token lacks a required group.',
  forbidden: 'A rule of the service refused the token.',
  keys_unavailable: 'The keys of the user pool are not available.',
  revocation_unavailable: 'The revocation store is not available.',
};

/** Parameters that the server, not the token, puts into a challenge. */
export interface ChallengeParameters {
  /** The protection space (RFC 9110 §11.5). Default `api`, in a challenge that has no other parameter. */
  readonly realm?: string;
  /** Space-separated scopes that the route needs (RFC 6750 §3). */
  readonly scope?: string;
  /** The URL of the protected resource metadata (RFC 9728 §5.1). */
  readonly resourceMetadata?: string;
}

/** What an {@link AuthError} may carry besides its code. */
export interface AuthErrorOptions {
  /** Parameters added to the `WWW-Authenticate` challenge. */
  readonly challenge?: ChallengeParameters;
  /** Seconds until trying again makes sense; sent as `Retry-After` with status 503. Default 1. */
  readonly retryAfterSeconds?: number;
  /** Replaces the code's sentence. It must be a fixed sentence: never token text, a claim, a kid or a URL. */
  readonly message?: string;
  /** Why, for operators. Never sent to the caller. Default a fixed sentence for the code. */
  readonly cause?: unknown;
}

/**
 * RFC 9110 §5.6.4: inside a quoted-string, `"` and `\` need the backslash. Nothing but printable ASCII gets into a
 * header, whoever made the error.
 */
const quote = (value: string): string => `"${value.replace(/[^ -~]/g, '?').replace(/["\\]/g, '\\$&')}"`;

/** RFC 6750 §3: the scheme must be followed by a parameter. */
const defaultRealm = 'realm="api"';

const challengeOf = (rule: ErrorRule, message: string, challenge: ChallengeParameters): string => {
  const { realm, scope, resourceMetadata } = challenge;
  const parameters = [
    realm === undefined ? undefined : `realm=${quote(realm)}`,
    rule.error && `error=${quote(rule.error)}`,
    rule.error && `error_description=${quote(message)}`,
    scope === undefined ? undefined : `scope=${quote(scope)}`,
    resourceMetadata === undefined ? undefined : `resource_metadata=${quote(resourceMetadata)}`,
  ].filter((parameter) => parameter !== undefined);
  return `Bearer ${parameters.length === 0 ? defaultRealm : parameters.join(', ')}`;
};

/**
 * An error without a stack. Where a request was refused is in its code, and to capture a stack takes longer than all the
 * rest of most refusals.
 */
class ErrorWithoutStack extends Error {
  constructor(message: string, options?: ErrorOptions) {
    // Reflect: under frozen intrinsics the limit cannot be changed, and the error has its stack.
    const limit: unknown = Reflect.get(Error, 'stackTraceLimit');
    Reflect.set(Error, 'stackTraceLimit', 0);
    super(message, options);
    Reflect.set(Error, 'stackTraceLimit', limit);
  }
}

/** The `cause` of a refusal, for operators: a fixed sentence, and never a value from the token. */
export class RefusalCause extends ErrorWithoutStack {}

/**
 * Makes the `cause` of a refusal.
 *
 * @param rule - The rule that was broken.
 */
export const because = (rule: string): RefusalCause => new RefusalCause(rule);

/** Made once: one more error would take as long as the refusal itself. Frozen, because refusals share them. */
const defaultCauses: ReadonlyMap<string, RefusalCause> = new Map(
  Object.entries(causes).map(([code, rule]) => [code, Object.freeze(because(rule))]),
);

/** Shared by every copy of this package in one process, so that {@link AuthError.is} works across them. */
const brand = Symbol.for('@cognito-guard/AuthError');

/**
 * A request was refused, or could not be judged.
 *
 * It carries the whole HTTP answer: Express's default handler and Middy's `http-error-handler` read `status`,
 * `headers` and `expose` by themselves. The message is a fixed sentence chosen by {@link AuthError.code}. The `cause` is
 * an Error for operators: a fixed sentence that says which rule was broken, or why there are no keys and no answer of the
 * revocation store. No token, claim, kid or URL is ever part of either.
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
  readonly status: 400 | 401 | 403 | 503;
  /** The same as `status`, for hosts that read this name. */
  readonly statusCode: 400 | 401 | 403 | 503;
  /** Response headers: `WWW-Authenticate` with 400, 401 and 403, `Retry-After` with 503. */
  readonly headers: Readonly<Record<string, string>>;
  /** Always true: the message may be shown to the caller. */
  readonly expose: boolean;
  /** Space-separated scopes that the route needs, where they are known. */
  readonly scope: string | undefined;
  readonly #options: AuthErrorOptions;

  static {
    // On the prototype, because what prints an error reads it while the error is made.
    AuthError.prototype.name = 'AuthError';
  }

  /**
   * @param code - Decides status, headers and message.
   * @param options - Challenge parameters, retry delay, cause.
   */
  constructor(code: AuthErrorCode, options: AuthErrorOptions = {}) {
    const rule = rules[code];
    const message = options.message ?? rule.message;
    super(message, { cause: options.cause ?? defaultCauses.get(code) });
    this.code = code;
    this.status = rule.status;
    this.statusCode = rule.status;
    this.headers = Object.freeze(
      rule.status === 503
        ? { 'Retry-After': String(options.retryAfterSeconds ?? 1) }
        : { 'WWW-Authenticate': challengeOf(rule, message, options.challenge ?? {}) },
    );
    this.expose = true;
    this.scope = options.challenge?.scope;
    this.#options = options;
    Object.defineProperty(this, brand, { value: true });
  }

  /**
   * The same refusal with more parameters in its challenge.
   *
   * @param challenge - Added to the parameters that the error has already.
   * @returns A new error; this one stays as it is.
   */
  withChallenge(challenge: ChallengeParameters): AuthError {
    return new AuthError(this.code, { ...this.#options, challenge: { ...this.#options.challenge, ...challenge } });
  }

  /**
   * Whether a value is an {@link AuthError}, also one made by another copy of this package.
   *
   * @param value - Anything, typically what a `catch` received.
   * @returns True for an `AuthError`.
   */
  static is(value: unknown): value is AuthError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
