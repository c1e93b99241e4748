import { AuthError } from '../errors/auth-error.ts';
import { networkCodeOf } from '../errors/key-failure.ts';
import { Emitter } from '../events.ts';
import { DeadlineError, withDeadline } from '../lib/deadline.ts';
import { optional, readMembers, readObject, type Schema } from '../lib/option-schema.ts';
import { functionOf } from '../lib/option-values.ts';
import { RevocationStoreError } from '../revocation/store-call.ts';
import type { Auth } from '../token/auth.ts';
import { type CookieToClear, cookiesToClear } from './clear-cookie.ts';
import { type CognitoSignOut, CognitoSignOutError, cognitoSignOut } from './cognito-sign-out.ts';
import { isMachine, readSignOutMembers, recordSignOut, type SignOutOptions, signOutOptionNames } from './sign-out.ts';

/**
 * Options of a sign-out route.
 *
 * @typeParam Host - The host's request, which `refreshToken` reads.
 */
export interface SignOutRouteOptions<Host> extends SignOutOptions {
  /**
   * Reads the refresh token of this sign-in from the request: from its body, or from a cookie of its own. Required
   * unless `everywhere` is true. Without a token, return undefined: the response is 400. The host's error handling
   * receives every error that this function throws.
   */
  readonly refreshToken?: (host: Host) => unknown;
  /**
   * Ends the sign-in in Cognito, and rejects where that fails. It must be idempotent, because a client may retry the
   * sign-out. Default {@link cognitoSignOut}. With the SDK, send `RevokeTokenCommand`, `GlobalSignOutCommand` or
   * `AdminUserGlobalSignOutCommand` here. In tests, `async () => {}`.
   *
   * An `AuthError` that it throws becomes the response. A failure of Cognito is 503: a {@link CognitoSignOutError}, an
   * error whose name ends in `Exception`, a timeout, or a failure of the network. The host's error handling receives
   * any other error.
   */
  readonly cognito?: (request: CognitoSignOut) => Promise<unknown>;
  /** Cookies to clear: names, or `{ name, path, domain }` as they were set. Default none. */
  readonly cookies?: string | CookieToClear | readonly (string | CookieToClear)[];
}

/** The response to a user who is signed out. */
export interface SignOutAnswer {
  readonly status: 204;
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[];
}

const schema = {
  refreshToken: optional(functionOf<(host: unknown) => unknown>()),
  cognito: optional(functionOf<(request: CognitoSignOut) => Promise<unknown>>(), cognitoSignOut()),
  cookies: optional(cookiesToClear, []),
} satisfies Schema<Omit<SignOutRouteOptions<never>, keyof SignOutOptions>>;

const notDone = 'The sign-out could not be completed. Try again shortly.';
const noRefreshToken = 'Send the refresh token of this sign-in.';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
const refreshTokenPattern = /^[\w=.-]{1,16384}$/;

/** Names of Cognito's errors, of the SDK's timeout, and of an aborted `fetch`. */
const failureNamePattern = /^(?:\w{1,64}Exception|TimeoutError|AbortError)$/;

/**
 * A failure of Cognito or of the network; undefined for any other error, which the callback itself caused. Only the
 * name is kept, because Cognito's messages may quote a token.
 */
const cognitoFailure = (error: unknown): CognitoSignOutError | undefined => {
  if (error instanceof CognitoSignOutError) return error;
  if (error instanceof DeadlineError) return new CognitoSignOutError('timeout');
  if (!(error instanceof Error)) return undefined;
  if (failureNamePattern.test(error.name)) return new CognitoSignOutError(error.name);
  const code = networkCodeOf(error);
  // ERR_INVALID_ARG_TYPE and similar codes are mistakes of the caller.
  return code === undefined || code.startsWith('ERR_') ? undefined : new CognitoSignOutError(code);
};

/**
 * Compiles a sign-out route, for implementers of an adapter. Mount the route behind `authenticate`.
 *
 * 1. Cognito ends the sign-in, so that it issues no new tokens: RevokeToken with the refresh token; GlobalSignOut with
 *   `everywhere`, and for users of an app client without token revocation. For a machine, this step is skipped.
 * 2. {@link signOut} writes to the store.
 * 3. The cookies are cleared.
 *
 * Each step runs only after the previous one has succeeded. Where a step fails, the response is an error, the cookies
 * stay, and the client can send the same request again: the access token is refused only after the store has the
 * sign-out.
 *
 * @param options - {@link SignOutRouteOptions}.
 * @param name - The name of the function in error messages. Default `signOutRoute`.
 * @returns A function of the verified token and the host's request. It rejects with {@link AuthError}:
 *   `invalid_request` (400) without a refresh token of this app client; `revocation_unavailable` (503) where Cognito or
 *   the store fails or exceeds its deadline (`timeoutMs`, for each of them). Each 503 emits `sign_out_failed`. Other
 *   errors of `refreshToken` and `cognito` are rethrown unchanged.
 * @throws TypeError for an invalid option.
 * @example
 * ```ts
 * import { memoryRevocationStore, signOutRoute } from '@cognito-guard/core/revocation';
 *
 * const endSession = signOutRoute<Request>({
 *   store: memoryRevocationStore(),
 *   refreshToken: async (request) => (await request.formData().catch(() => undefined))?.get('refresh_token'),
 *   cookies: 'session',
 * });
 * const { status, cookies } = await endSession(auth, new Request('https://api.example.com/sign-out'));
 * ```
 */
export const signOutRoute = <Host>(
  options: SignOutRouteOptions<Host>,
  name = 'signOutRoute',
): ((auth: Auth, host: Host) => Promise<SignOutAnswer>) => {
  const members = readObject(`${name}: options`, options, [...signOutOptionNames, ...Object.keys(schema)]);
  const settings = readSignOutMembers(`${name}: `, members);
  const { refreshToken: read, cognito, cookies } = readMembers(`${name}: `, members, schema);
  if (read === undefined && !settings.everywhere) {
    throw new TypeError(`${name} needs refreshToken, a function that reads it from the request, or everywhere: true.`);
  }

  const readRefreshToken = async (host: Host): Promise<string | undefined> => {
    const token: unknown = await read?.(host);
    return typeof token === 'string' && refreshTokenPattern.test(token) ? token : undefined;
  };

  const emitter = new Emitter(settings.onEvent);

  const endInCognito = async (auth: Auth, host: Host): Promise<void> => {
    const everywhere = settings.everywhere || auth.claims.origin_jti === undefined;
    const refreshToken = await readRefreshToken(host);
    if (refreshToken === undefined && !everywhere) throw new AuthError('invalid_request', { message: noRefreshToken });
    try {
      await withDeadline(settings.timeoutMs, async (signal) => cognito({ auth, everywhere, refreshToken, signal }));
    } catch (error) {
      const failure = AuthError.is(error) ? undefined : cognitoFailure(error);
      if (failure === undefined) throw error;
      emitter.emit({ type: 'sign_out_failed', step: 'cognito', errorName: failure.errorName });
      throw new AuthError('revocation_unavailable', { message: notDone, cause: failure });
    }
  };

  const writeToStore = async (auth: Auth): Promise<void> => {
    try {
      await recordSignOut(auth, settings);
    } catch (error) {
      const cause = AuthError.is(error) ? error.cause : undefined;
      if (cause instanceof RevocationStoreError) {
        emitter.emit({ type: 'sign_out_failed', step: 'store', errorName: cause.errorName ?? cause.reason });
      }
      throw error;
    }
  };

  return async (auth, host) => {
    if (!isMachine(auth)) await endInCognito(auth, host);
    await writeToStore(auth);
    return { status: 204, cookies };
  };
};
