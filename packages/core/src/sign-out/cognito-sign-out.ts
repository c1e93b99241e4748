import { AuthError } from '../errors/auth-error.ts';
import { networkCodeOf } from '../errors/key-failure.ts';
import type { FetchFunction } from '../lib/http-get.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { fail, functionOf, url } from '../lib/option-values.ts';
import type { Auth } from '../token/auth.ts';

/** The sign-ins to end in Cognito. */
export interface CognitoSignOut {
  /** The verified token of the user. */
  readonly auth: Auth;
  /** Whether all sign-ins of the user end (GlobalSignOut), or only the one of the refresh token (RevokeToken). */
  readonly everywhere: boolean;
  /** The request's refresh token; undefined only with `everywhere`. */
  readonly refreshToken: string | undefined;
  /** Aborted at the deadline. */
  readonly signal: AbortSignal;
}

/** Options of {@link cognitoSignOut}. */
export interface CognitoSignOutOptions {
  /** The app client's secret, where it has one. RevokeToken needs it. */
  readonly clientSecret?: string;
  /** The user pools API, for partitions with other domains. Default `https://cognito-idp.<region>.amazonaws.com/`. */
  readonly endpoint?: string;
  /** Default the global `fetch`. */
  readonly fetch?: FetchFunction;
}

/** Cognito did not end a sign-in. The error keeps only the name of Cognito's error. */
export class CognitoSignOutError extends Error {
  /**
   * Such as `TooManyRequestsException`; `HTTP 502` where the response has no name; `ENOTFOUND` where there is no
   * response.
   */
  readonly errorName: string;

  constructor(errorName: string) {
    super(`Cognito did not end the sign-in: ${errorName}.`);
    this.name = 'CognitoSignOutError';
    this.errorName = errorName;
  }
}

const schema = {
  clientSecret: optional((given, path) =>
    typeof given === 'string' && given !== '' ? given : fail(path, given, 'a non-empty string', typeof given),
  ),
  endpoint: optional(url),
  fetch: optional(functionOf<FetchFunction>(), (url, init) => globalThis.fetch(url, init)),
} satisfies Schema<CognitoSignOutOptions>;

/** Errors of RevokeToken about the refresh token: it is malformed, of another client, or of another kind. */
const refusals: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'NotAuthorizedException',
  'UnauthorizedException',
  'UnsupportedTokenTypeException',
]);

const badRefreshToken = 'The refresh token was not issued to this app client.';

/** The error's name and message in AWS's JSON 1.1 protocol. */
const errorIn = async (response: Response): Promise<{ readonly errorName: string; readonly message: string }> => {
  const body: unknown = await response.json().catch(() => undefined);
  const member = (key: string): unknown =>
    typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
  const named = response.headers.get('x-amzn-errortype') ?? member('__type');
  const errorName = /(?:^|#)(\w{1,64}Exception)\b/.exec(String(named))?.[1] ?? `HTTP ${response.status}`;
  return { errorName, message: String(member('message') ?? member('Message')) };
};

/**
 * Ends sign-ins through Cognito's user pools API: RevokeToken for one sign-in, GlobalSignOut for all of a user's. The
 * token alone authorizes both; they need no AWS credentials and no SDK.
 *
 * - RevokeToken is idempotent. A refresh token that is not one of the token's app client is refused with {@link
 *   AuthError} `invalid_request` (400).
 * - GlobalSignOut takes the access token of the request, with the scope `aws.cognito.signin.user.admin`; an ID token is
 *   refused with {@link AuthError} `wrong_token_use`. An access token that Cognito has already revoked counts as a
 *   success.
 * - Every other failure rejects with {@link CognitoSignOutError}, failures of `fetch` included.
 *
 * @param options - `clientSecret`, `endpoint` and `fetch` are optional.
 * @returns The function, for `cognito` of {@link signOutRoute} or a route of your own.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 * @example
 * ```ts
 * import { cognitoSignOut } from '@cognito-guard/core/revocation';
 *
 * const endInCognito = cognitoSignOut();
 * const signal = AbortSignal.timeout(5_000);
 * await endInCognito({ auth, everywhere: true, refreshToken: undefined, signal });
 * ```
 */
export const cognitoSignOut = (options: CognitoSignOutOptions = {}): ((request: CognitoSignOut) => Promise<void>) => {
  const { clientSecret: ClientSecret, endpoint, fetch } = readOptions('cognitoSignOut: options', options, schema);

  const call = (operation: string, { auth, signal }: CognitoSignOut, body: object): Promise<Response> =>
    fetch(endpoint ?? `https://cognito-idp.${auth.userPoolId.split('_', 1)[0]}.amazonaws.com/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    }).catch((error: unknown) => {
      throw new CognitoSignOutError(networkCodeOf(error) ?? 'no answer');
    });

  const globalSignOut = async (request: CognitoSignOut): Promise<void> => {
    if (request.auth.tokenUse !== 'access') throw new AuthError('wrong_token_use');
    const response = await call('GlobalSignOut', request, { AccessToken: request.auth.token });
    if (response.ok) return;
    const { errorName, message } = await errorIn(response);
    // A retry of a sign-out after the store failed.
    if (errorName === 'NotAuthorizedException' && /revoked/i.test(message)) return;
    throw new CognitoSignOutError(errorName);
  };

  const revokeToken = async (request: CognitoSignOut): Promise<void> => {
    const { auth, refreshToken: Token } = request;
    const response = await call('RevokeToken', request, { ClientId: auth.clientId, Token, ClientSecret });
    if (response.ok) return;
    const error = new CognitoSignOutError((await errorIn(response)).errorName);
    if (!refusals.has(error.errorName)) throw error;
    throw new AuthError('invalid_request', { message: badRefreshToken, cause: error });
  };

  return (request) => (request.everywhere ? globalSignOut(request) : revokeToken(request));
};
