import type { Auth } from './auth.ts';
import { type CookieToClear, readCookiesToClear } from './clear-cookie.ts';
import { type CognitoSignOut, CognitoSignOutError, cognitoSignOut } from './cognito-sign-out.ts';
import { DeadlineError, withDeadline } from './deadline.ts';
import { AuthError } from './errors.ts';
import { readFunction, readObject, readOptional } from './option-values.ts';
import { plainNameOf } from './revocation-call.ts';
import { isMachine, readSignOutOptions, recordSignOut, type SignOutOptions, signOutOptionNames } from './sign-out.ts';

/**
 * Options of a sign-out route.
 *
 * @typeParam Host - The host's request, which `refreshToken` reads.
 */
export interface SignOutRouteOptions<Host> extends SignOutOptions {
  /**
   * Reads the refresh token of this sign-in from the request: from its body, or from a cookie of its own. Needed unless
   * `everywhere` is true.
   */
  readonly refreshToken?: (host: Host) => unknown;
  /**
   * Ends the sign-in in Cognito, and rejects where it did not: it is then tried again, so that it must take being called
   * twice. An `AuthError` that it throws is the answer; anything else is 503. Default {@link cognitoSignOut}. With the
   * SDK, send `RevokeTokenCommand`, `GlobalSignOutCommand` or `AdminUserGlobalSignOutCommand` here.
   */
  readonly cognito?: (request: CognitoSignOut) => Promise<unknown>;
  /** Cookies to clear: names, or `{ name, path, domain }` as they were set. Default none. */
  readonly cookies?: string | CookieToClear | readonly (string | CookieToClear)[];
}

/** The answer to a user who is signed out. */
export interface SignOutAnswer {
  readonly status: 204;
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[];
}

const optionNames = [...signOutOptionNames, 'refreshToken', 'cognito', 'cookies'];

const notDone = 'The sign-out could not be completed. Try again shortly.';
const noRefreshToken = 'Send the refresh token of this sign-in.';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
const refreshTokenPattern = /^[\w=.-]{1,16384}$/;

/** Of an error of Cognito's only the name is kept: the rest may quote a token. */
const cognitoError = (error: unknown): CognitoSignOutError => {
  if (error instanceof CognitoSignOutError) return error;
  if (error instanceof DeadlineError) return new CognitoSignOutError('timeout');
  return new CognitoSignOutError((error instanceof Error && plainNameOf(error)) || 'an error without a name');
};

/**
 * Compiles what a sign-out route does, for whoever writes an adapter. The route stands behind `authenticate`.
 *
 * 1. Cognito ends the sign-in, so that no new tokens come: RevokeToken with the refresh token; GlobalSignOut with
 *    `everywhere`, and for users of an app client without token revocation. Machines have nothing to end there.
 * 2. The store gets what {@link signOut} writes.
 * 3. The cookies are cleared.
 *
 * Each step comes only after the one before has succeeded. Where a step fails, the answer is an error, the cookies stay,
 * and the same request can be sent again: the access token is refused only once the store has the sign-out.
 *
 * @param options - {@link SignOutRouteOptions}.
 * @param name - The name of the function in error messages. Default `signOutRoute`.
 * @returns A function of the verified token and the host's request. It rejects with {@link AuthError}: `invalid_request`
 * (400) without a refresh token of this app client; `revocation_unavailable` (503) where Cognito or the store fails or is
 * late (`timeoutMs`, for each of them).
 * @throws TypeError naming the option, what was given and what is expected.
 * @example
 * ```ts
 * import { memoryRevocationStore, signOutRoute } from '@cognito-guard/core/revocation';
 *
 * const endSession = signOutRoute<Request>({
 *   store: memoryRevocationStore(),
 *   refreshToken: async (request) => (await request.formData()).get('refresh_token'),
 *   cookies: 'session',
 * });
 * const { status, cookies } = await endSession(auth, new Request('https://api.example.com/sign-out'));
 * ```
 */
export const signOutRoute = <Host>(
  options: SignOutRouteOptions<Host>,
  name = 'signOutRoute',
): ((auth: Auth, host: Host) => Promise<SignOutAnswer>) => {
  const given = readObject(`${name}: options`, options, optionNames);
  const settings = readSignOutOptions(name, given);
  const cookies = readOptional(given, 'cookies', [], (value) => readCookiesToClear(`${name}: cookies`, value));
  const cognito = readOptional(
    given,
    'cognito',
    cognitoSignOut(),
    readFunction<(request: CognitoSignOut) => Promise<unknown>>(`${name}: cognito`),
  );
  const read = readOptional(
    given,
    'refreshToken',
    undefined,
    readFunction<(host: Host) => unknown>(`${name}: refreshToken`),
  );
  if (read === undefined && !settings.everywhere) {
    throw new TypeError(`${name} needs refreshToken, a function that reads it from the request, or everywhere: true.`);
  }

  const readRefreshToken = async (host: Host): Promise<string | undefined> => {
    // What a reader throws is about the request: a body that is no JSON, for one.
    const token: unknown = await Promise.resolve(host)
      .then((request) => read?.(request))
      .catch(() => undefined);
    return typeof token === 'string' && refreshTokenPattern.test(token) ? token : undefined;
  };

  const endInCognito = async (auth: Auth, host: Host): Promise<void> => {
    const everywhere = settings.everywhere || auth.claims.origin_jti === undefined;
    const refreshToken = await readRefreshToken(host);
    if (refreshToken === undefined && !everywhere) throw new AuthError('invalid_request', { message: noRefreshToken });
    try {
      await withDeadline(settings.timeoutMs, async (signal) => cognito({ auth, everywhere, refreshToken, signal }));
    } catch (error) {
      if (AuthError.is(error)) throw error;
      throw new AuthError('revocation_unavailable', { message: notDone, cause: cognitoError(error) });
    }
  };

  return async (auth, host) => {
    if (!isMachine(auth)) await endInCognito(auth, host);
    await recordSignOut(auth, settings);
    return { status: 204, cookies };
  };
};
