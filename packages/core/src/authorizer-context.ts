import { type Auth, FrozenSet } from './auth.ts';
import type { TokenUse } from './claims.ts';
import { AuthError } from './errors.ts';
import { fail, type Loose, readFunction, readObject, readOptional } from './option-values.ts';

/** The caller that an authorizer in front of the function has let through. Frozen. There is no token in it. */
export interface AuthorizedCaller {
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
  /** The user pool, where our own authorizer stands in front. */
  readonly userPoolId: string | undefined;
  /** `exp`, seconds since the epoch. */
  readonly expiresAt: number;
  /** All claims as API Gateway's own authorizers spell them, mostly as text; undefined behind ours. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

/** Options of {@link authorizerContextReader}. */
export interface AuthorizerContextOptions {
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
  /**
   * Says that no group's name holds a comma. REST API's own Cognito authorizer joins groups by commas, which Cognito
   * allows inside a name: the group `staff,admins` looks like two. Default false: text with a comma is refused there.
   */
  readonly commaSeparatedGroups?: boolean;
}

/** What an authorizer left, each value where it belongs, not yet checked. */
interface Fields {
  readonly [name: string]: unknown;
  readonly groups: readonly unknown[];
  readonly claims: Loose | undefined;
}

const invalid = (): never => {
  throw new AuthError('invalid_claims');
};

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.isWellFormed();

const readText = (value: unknown): string => (isText(value) ? value : invalid());

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return invalid();
  }
};

/** The list itself, or the JSON text of one. */
const readList = (value: unknown): readonly unknown[] => {
  const list = typeof value === 'string' ? parseJson(value) : value;
  return Array.isArray(list) ? list : invalid();
};

/** What our authorizers leave. API Gateway hands some of it on as text; what is meant is the same. */
const readOurs = (context: Loose): Fields => {
  const {
    sub,
    client_id: clientId,
    token_use: tokenUse,
    iss,
    user_pool_id: userPoolId,
    username,
    scope,
    exp,
  } = context;
  const groups = readList(context['groups']);
  return { tokenUse, sub, username, clientId, groups, scope, iss, userPoolId, exp, claims: undefined };
};

/** What API Gateway's own authorizers leave: the claims. */
const readNative = (claims: Loose, readGroups: (text: string) => readonly string[]): Fields => {
  const { sub, token_use: tokenUse, iss, scope, exp, 'cognito:groups': groups } = claims;
  const isId = tokenUse === 'id';
  return {
    tokenUse,
    sub,
    username: isId ? claims['cognito:username'] : claims['username'],
    clientId: isId ? claims['aud'] : claims['client_id'],
    groups: groups === undefined ? [] : readGroups(readText(groups)),
    // The claim, not what stands beside it in `jwt.scopes`: that is about the route.
    scope,
    iss,
    userPoolId: undefined,
    exp,
    claims: Object.freeze({ ...claims }),
  };
};

/** HTTP APIs write `[a b]`. Cognito allows no white space in a group's name, so that this has one meaning. */
const readBracketedGroups = (text: string): readonly string[] => {
  const [, inside = invalid()] = /^\[(.*)\]$/s.exec(text) ?? [];
  return inside === '' ? [] : inside.split(' ');
};

/** REST APIs write `a,b`, see {@link AuthorizerContextOptions.commaSeparatedGroups}. */
const readJoinedGroups =
  (mayBeSeveral: boolean) =>
  (text: string): readonly string[] =>
    mayBeSeveral || !text.includes(',') ? text.split(',') : invalid();

const readFields = (event: unknown, commaSeparatedGroups: boolean): Fields => {
  const { requestContext, version, identity } = isObject(event) ? event : {};
  const { resolverContext } = isObject(identity) ? identity : {}; // AppSync's place for it
  const { authorizer } = isObject(requestContext) ? requestContext : { authorizer: resolverContext };
  const isThere = isObject(authorizer) && Object.values(authorizer).some((value) => (value ?? null) !== null);
  if (!isThere) throw new AuthError('missing_token');

  const { lambda, jwt, claims } = authorizer;
  // No API Gateway sends two of them. Whoever does wants one to be read in place of the other.
  if ([lambda, jwt, claims].filter(isObject).length > 1) return invalid();
  if (isObject(lambda)) return readOurs(lambda);
  if (isObject(jwt)) return readNative(isObject(jwt['claims']) ? jwt['claims'] : invalid(), readBracketedGroups);
  if (!isObject(claims)) return readOurs(authorizer);
  // A native authorizer with payload 1.0: events of HTTP APIs have a version, those of REST APIs have none.
  return readNative(claims, version === '1.0' ? readBracketedGroups : readJoinedGroups(commaSeparatedGroups));
};

/** `Tue Apr 04 18:39:39 UTC 2023`: how REST API's own Cognito authorizer writes times. */
const javaDate = /^(\w{3}) (\w{3}) (\d\d) (\d\d:\d\d:\d\d) UTC (\d{4})$/;

/** Seconds since the epoch. More than ten digits are milliseconds, that is: a token that never expires. */
const readSeconds = (value: unknown): number => {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds === 'number') return seconds >= 0 && seconds < 1e10 ? seconds : invalid();
  const [, weekday, month, day, time, year] = javaDate.exec(typeof value === 'string' ? value : '') ?? [];
  const inHttpForm = `${weekday}, ${day} ${month} ${year} ${time} GMT`;
  const date = new Date(inHttpForm);
  return date.toUTCString() === inHttpForm ? date.getTime() / 1000 : invalid();
};

const makeCaller = ({ groups, claims, ...fields }: Fields, now: number): AuthorizedCaller => {
  const { tokenUse, username, scope = '', userPoolId } = fields;
  if (tokenUse !== 'access' && tokenUse !== 'id') return invalid();
  // Only a machine has no name, and no machine has an ID token.
  if (username === undefined && tokenUse === 'id') return invalid();
  if (typeof scope !== 'string') return invalid();
  const expiresAt = readSeconds(fields['exp']);
  if (now >= expiresAt) throw new AuthError('token_expired');
  return Object.freeze({
    tokenUse,
    subject: readText(fields['sub']),
    username: username === undefined ? undefined : readText(username),
    clientId: readText(fields['clientId']),
    groups: new FrozenSet(groups.map(readText)),
    scopes: new FrozenSet(scope.split(' ').filter((one) => one !== '')),
    issuer: readText(fields['iss']),
    userPoolId: userPoolId === undefined ? undefined : readText(userPoolId),
    expiresAt,
    claims,
  });
};

/**
 * Makes a reader of what the authorizer in front of a function left: ours on REST, HTTP, WebSocket and AppSync APIs, the
 * JWT authorizer of HTTP APIs, or the Cognito authorizer of REST APIs.
 *
 * It trusts API Gateway: the function must be reachable through it only. And it fails closed, because API Gateway's
 * cache outlives tokens, and a route may have lost its authorizer.
 *
 * @param options - {@link AuthorizerContextOptions}.
 * @returns A function from a Lambda event to the caller. It throws {@link AuthError}: `missing_token` where no
 * authorizer left anything, `token_expired` past `exp`, `invalid_claims` for everything else that is not right.
 * @throws TypeError naming the option, what was given and what is expected.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 * @example
 * ```ts
 * import { authorizerContextReader } from '@cognito-guard/core/lambda';
 *
 * const readCaller = authorizerContextReader();
 *
 * export const handler = async (event: unknown) => {
 *   const caller = readCaller(event);
 *   return { statusCode: 200, body: JSON.stringify({ sub: caller.subject, admin: caller.groups.has('admins') }) };
 * };
 * ```
 */
export const authorizerContextReader = (
  options: AuthorizerContextOptions = {},
): ((event: unknown) => AuthorizedCaller) => {
  const name = 'authorizerContextReader';
  const given = readObject(`${name}: options`, options, ['clock', 'commaSeparatedGroups']);
  const clock = readOptional(given, 'clock', () => Date.now(), readFunction<() => number>(`${name}: clock`));
  const commaSeparatedGroups = readOptional(given, 'commaSeparatedGroups', false, (value) =>
    typeof value === 'boolean' ? value : fail(`${name}: commaSeparatedGroups`, value, 'true or false'),
  );
  return (event) => makeCaller(readFields(event, commaSeparatedGroups), clock() / 1000);
};

const contextOf = (auth: Auth): Record<string, string> => ({
  sub: auth.subject,
  ...(auth.username === undefined ? {} : { username: auth.username }),
  client_id: auth.clientId,
  token_use: auth.tokenUse,
  scope: [...auth.scopes].join(' '),
  iss: auth.issuer,
  user_pool_id: auth.userPoolId,
});

/**
 * What an authorizer leaves for the function behind it, as REST APIs, WebSocket APIs and payload 1.0 take it: flat,
 * because a list is answered with 500. Read it with {@link authorizerContextReader}.
 *
 * @param auth - A verified token.
 * @returns `sub`, `username`, `client_id`, `token_use`, `scope`, `iss`, `user_pool_id`, `exp`, and `groups` as the JSON
 * text of a list; all of it text, so that nothing on the way rewrites a number. Never the token.
 * @example
 * ```ts
 * import { toFlatContext } from '@cognito-guard/core/lambda';
 *
 * console.log(toFlatContext(auth)['groups']); // '["admins","ops"]'
 * ```
 */
export const toFlatContext = (auth: Auth): Record<string, string> => ({
  ...contextOf(auth),
  exp: String(Math.floor(auth.expiresAt)),
  // In ASCII, whatever the way there makes of other text.
  groups: JSON.stringify([...auth.groups]).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
});

/**
 * What an authorizer leaves for the function behind it, as HTTP APIs with payload 2.0 take it. Read it with
 * {@link authorizerContextReader}.
 *
 * @param auth - A verified token.
 * @returns The same as {@link toFlatContext}, with `groups` as a list and `exp` as a number.
 * @example
 * ```ts
 * import { toJsonContext } from '@cognito-guard/core/lambda';
 *
 * const answer = { isAuthorized: true, context: toJsonContext(auth) };
 * ```
 */
export const toJsonContext = (auth: Auth): Record<string, string | number | readonly string[]> => ({
  ...contextOf(auth),
  exp: Math.floor(auth.expiresAt),
  groups: [...auth.groups],
});
