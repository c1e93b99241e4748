import { AuthError } from '../errors/auth-error.ts';
import { FrozenSet } from '../lib/frozen-set.ts';
import { optional, readOptions, type Schema } from '../lib/option-schema.ts';
import { flag, functionOf, numberOf } from '../lib/option-values.ts';
import type { VerifierClock } from '../token/auth.ts';
import type { TokenUse } from '../token/claims.ts';
import { isRecent } from '../token/step-up.ts';
import { type Fields, invalid, readFields, readText } from './authorizer-fields.ts';

/**
 * The caller that an authorizer in front of the function has accepted. Frozen. It holds no token.
 *
 * @typeParam Context - What the authorizer's `context` function returns: the names of {@link AuthorizedCaller.context}.
 */
export interface AuthorizedCaller<Context extends object = Record<string, string>> {
  readonly tokenUse: TokenUse;
  /** `sub`: the user's stable id, or the client id of a machine. */
  readonly subject: string;
  /** Undefined for a machine. */
  readonly username: string | undefined;
  /** The app client that the token was issued to. */
  readonly clientId: string;
  /** `cognito:groups`. Group names are case-sensitive. */
  readonly groups: ReadonlySet<string>;
  /** `scope`, split. Empty for ID tokens. */
  readonly scopes: ReadonlySet<string>;
  /** `iss`. */
  readonly issuer: string;
  /** The user pool; undefined behind other authorizers than ours. */
  readonly userPoolId: string | undefined;
  /** `exp`, seconds since the epoch. */
  readonly expiresAt: number;
  /** `acr`, the authentication level that the user reached. Undefined for a machine. */
  readonly acr: string | undefined;
  /** `auth_time`, when the user signed in, seconds since the epoch. Undefined for a machine. */
  readonly authTime: number | undefined;
  /**
   * Whether the user signed in recently, at the time of the call: API Gateway may have cached the authorizer's answer.
   *
   * @param seconds - The longest time since the sign-in.
   * @returns False without `authTime`, and for a time in the future by more than the clock tolerance.
   */
  readonly signedInWithin: (seconds: number) => boolean;
  /** All claims as API Gateway's own authorizers format them, mostly as text; undefined behind ours. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  /**
   * The members that the `context` function of our authorizer added. All are text, because most APIs convert them to
   * text. A member may be missing, because API Gateway's cache can hold a response of the previous deployment. Empty
   * behind other authorizers.
   */
  readonly context: { readonly [Name in keyof Context]?: string };
}

/** Options of {@link authorizerContextReader}. */
export interface AuthorizerContextOptions {
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
  /**
   * Seconds that this clock and the issuer's may differ, 0 to 300: a caller is accepted until then after `exp`. Default 5.
   * Pass the value of the authorizer's verifier where it has another one.
   */
  readonly clockToleranceSeconds?: number;
  /**
   * Declares that no group's name contains a comma or white space. The Cognito authorizer of REST APIs joins groups by
   * commas, which Cognito allows in a name. The JWT authorizer of HTTP APIs joins them by spaces, which a pre token
   * generation trigger can put into a name. So `staff,admins` and `[Not admins]` may be one group or two. Default
   * false: both are refused.
   */
  readonly plainGroupNames?: boolean;
}

const schema = {
  clock: optional(functionOf<() => number>(), () => Date.now()),
  clockToleranceSeconds: optional(numberOf(0, 300, 'seconds'), 5),
  plainGroupNames: optional(flag, false),
} satisfies Schema<AuthorizerContextOptions>;

/** `Tue Apr 04 18:39:39 UTC 2023`: the time format of the Cognito authorizer of REST APIs. */
const javaDatePattern = /^(\w{3}) (\w{3}) (\d\d) (\d\d:\d\d:\d\d) UTC (\d{4})$/;

/** Seconds since the epoch. More than ten digits would be milliseconds: a token that never expires. */
const secondsOf = (value: unknown): number | undefined => {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds === 'number') return seconds >= 0 && seconds < 1e10 ? seconds : undefined;
  const [, weekday, month, day, time, year] = javaDatePattern.exec(typeof value === 'string' ? value : '') ?? [];
  const httpDate = `${weekday}, ${day} ${month} ${year} ${time} GMT`;
  const date = new Date(httpDate);
  return date.toUTCString() === httpDate ? date.getTime() / 1000 : undefined;
};

const makeCaller = (
  { groups, claims, context, ...fields }: Fields,
  { clock, clockToleranceSeconds }: VerifierClock,
): AuthorizedCaller => {
  const { tokenUse, username, scope = '', userPoolId, acr } = fields;
  if (tokenUse !== 'access' && tokenUse !== 'id') return invalid();
  // Only a machine has no user name, and a machine has no ID token.
  if (username === undefined && tokenUse === 'id') return invalid();
  if (typeof scope !== 'string') return invalid();
  const expiresAt = secondsOf(fields['exp']) ?? invalid();
  // A machine does not sign in. Without a readable time, no sign-in is recent.
  const authTime = username === undefined ? undefined : secondsOf(fields['authTime']);
  if (clock() / 1000 >= expiresAt + clockToleranceSeconds) throw new AuthError('token_expired');
  const caller: AuthorizedCaller = {
    tokenUse,
    subject: readText(fields['sub']),
    username: username === undefined ? undefined : readText(username),
    clientId: readText(fields['clientId']),
    groups: new FrozenSet(groups.map(readText)),
    scopes: new FrozenSet(scope.split(' ').filter((one) => one !== '')),
    issuer: readText(fields['iss']),
    userPoolId: userPoolId === undefined ? undefined : readText(userPoolId),
    expiresAt,
    acr: username === undefined || typeof acr !== 'string' ? undefined : acr,
    authTime,
    signedInWithin: (seconds: number) => isRecent(authTime, seconds, clock() / 1000, clockToleranceSeconds),
    claims,
    context,
  };
  // A copy of the caller, such as structuredClone makes, takes values only.
  Object.defineProperty(caller, 'signedInWithin', { enumerable: false });
  return Object.freeze(caller);
};

/**
 * Makes a reader of the context of the authorizer in front of a function: ours on REST, HTTP, WebSocket and AppSync
 * APIs, the JWT authorizers of HTTP and REST APIs, or the Cognito authorizer of REST APIs.
 *
 * It trusts the event: the function must be reachable through API Gateway only. It refuses an expired token, because
 * API Gateway's cache outlives tokens. It refuses an event without an authorizer's context, because a route may have
 * lost its authorizer.
 *
 * @typeParam Context - What the authorizer's `context` function returns.
 * @param options - {@link AuthorizerContextOptions}.
 * @returns A function from a Lambda event to the caller. It throws {@link AuthError}: `missing_token` without an
 *   authorizer's context, `token_expired` past `exp` and the clock tolerance, `invalid_claims` for a malformed context.
 * @throws TypeError for an invalid option.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-jwt-authorizer-claims.html
 * @example
 * ```ts
 * import { authorizerContextReader } from '@cognito-guard/core/lambda';
 *
 * const readCaller = authorizerContextReader<{ tenant: string }>();
 *
 * export const handler = async (event: unknown) => {
 *   const { subject, groups, context } = readCaller(event);
 *   return { statusCode: 200, body: JSON.stringify({ subject, admin: groups.has('admins'), tenant: context.tenant }) };
 * };
 * ```
 */
export const authorizerContextReader = <Context extends object = Record<string, string>>(
  options: AuthorizerContextOptions = {},
): ((event: unknown) => AuthorizedCaller<Context>) => {
  const settings = readOptions('authorizerContextReader: options', options, schema);
  return (event) => makeCaller(readFields(event, settings.plainGroupNames), settings);
};
