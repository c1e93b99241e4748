import { AuthError, because } from '../errors/auth-error.ts';
import { FrozenSet } from '../lib/frozen-set.ts';
import { fail, readFunction, readObject, readOptional, type UnknownRecord } from '../lib/option-values.ts';
import type { TokenUse } from '../token/claims.ts';
import { reservedNames } from './authorizer-context.ts';

/**
 * The caller that an authorizer in front of the function has let through. Frozen. It holds no token.
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
  /** The user pool, where our own authorizer stands in front. */
  readonly userPoolId: string | undefined;
  /** `exp`, seconds since the epoch. */
  readonly expiresAt: number;
  /** All claims as API Gateway's own authorizers spell them, mostly as text; undefined behind ours. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  /**
   * What the `context` function of our authorizer added. All of it is text, because most APIs make text of it. A member
   * may be missing: API Gateway's cache can hold an answer of the previous deployment. Empty behind other authorizers.
   */
  readonly context: { readonly [Name in keyof Context]?: string };
}

/** Options of {@link authorizerContextReader}. */
export interface AuthorizerContextOptions {
  /** Milliseconds since the epoch, for tests. Default `Date.now`. */
  readonly clock?: () => number;
  /**
   * Says that no group's name holds a comma or white space. The Cognito authorizer of REST APIs joins groups by commas,
   * which Cognito allows in a name. The JWT authorizer of HTTP APIs joins them by spaces, which a pre token generation
   * trigger can put into a name. So `staff,admins` and `[Not admins]` may be one group or two. Default false: both are
   * refused.
   */
  readonly plainGroupNames?: boolean;
}

/** What an authorizer left, each value where it belongs, not yet checked. */
interface Fields {
  readonly [name: string]: unknown;
  readonly groups: readonly unknown[];
  readonly claims: UnknownRecord | undefined;
  readonly context: Readonly<Record<string, string>>;
}

const invalid = (): never => {
  throw new AuthError('invalid_claims', {
    cause: because('The authorizer context does not have the form that @cognito-guard/authorizer writes.'),
  });
};

const isObject = (value: unknown): value is UnknownRecord =>
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

/** What the authorizer's `context` function added, as text: REST APIs make text of it, HTTP APIs do not. */
const readAdded = (context: UnknownRecord): Readonly<Record<string, string>> =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(context).flatMap(([name, value]) =>
        reservedNames.has(name) || !['string', 'number', 'boolean'].includes(typeof value)
          ? []
          : [[name, String(value)]],
      ),
    ),
  );

/** What our authorizers leave. API Gateway hands some of it on as text; the meaning is the same. */
const readOurs = (context: UnknownRecord): Fields => {
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
  const fields = { tokenUse, sub, username, clientId, groups, scope, iss, userPoolId, exp };
  return { ...fields, claims: undefined, context: readAdded(context) };
};

const noContext = Object.freeze({});

/**
 * What API Gateway's own authorizers leave: the claims.
 *
 * @param splitGroups - Takes joined groups apart. The JWT authorizer of REST APIs hands on the list itself.
 */
const readNative = (claims: UnknownRecord, splitGroups: (text: string) => readonly string[]): Fields => {
  const { sub, token_use: tokenUse, iss, scope, exp, 'cognito:groups': groups } = claims;
  const isId = tokenUse === 'id';
  return {
    tokenUse,
    sub,
    username: isId ? claims['cognito:username'] : claims['username'],
    clientId: isId ? claims['aud'] : claims['client_id'],
    groups: Array.isArray(groups) ? groups : groups === undefined ? [] : splitGroups(readText(groups)),
    // The claim, not what stands beside it in `jwt.scopes`: that is about the route.
    scope,
    iss,
    userPoolId: undefined,
    exp,
    claims: Object.freeze({ ...claims }),
    context: noContext,
  };
};

/** Groups that API Gateway has joined; one group alone has one meaning. */
const splitAt =
  (separator: string, plainGroupNames: boolean) =>
  (text: string): readonly string[] =>
    plainGroupNames || !text.includes(separator) ? text.split(separator) : invalid();

/** REST APIs write `a,b`. */
const joinedGroups = (plainGroupNames: boolean) => splitAt(',', plainGroupNames);

/** HTTP APIs write `[a b]`. */
const bracketedGroups = (plainGroupNames: boolean) => {
  const split = splitAt(' ', plainGroupNames);
  return (text: string): readonly string[] => {
    const [, inside = invalid()] = /^\[(.*)\]$/s.exec(text) ?? [];
    return inside === '' ? [] : split(inside);
  };
};

const readFields = (event: unknown, plainGroupNames: boolean): Fields => {
  const { requestContext, version, identity } = isObject(event) ? event : {};
  // AppSync's places for it: resolvers of a GraphQL API, handlers of an Event API.
  const { resolverContext, handlerContext = resolverContext } = isObject(identity) ? identity : {};
  const { authorizer } = isObject(requestContext) ? requestContext : { authorizer: handlerContext };
  const isThere = isObject(authorizer) && Object.values(authorizer).some((value) => (value ?? null) !== null);
  if (!isThere) throw new AuthError('missing_token', { cause: because('The event has no authorizer context.') });

  const { lambda, jwt, claims } = authorizer;
  // No API Gateway sends two of them. Whoever does wants one to be read in place of the other.
  if ([lambda, jwt, claims].filter(isObject).length > 1) return invalid();
  if (isObject(lambda)) return readOurs(lambda);
  if (isObject(jwt))
    return readNative(isObject(jwt['claims']) ? jwt['claims'] : invalid(), bracketedGroups(plainGroupNames));
  if (!isObject(claims)) return readOurs(authorizer);
  // A native authorizer with payload 1.0: events of HTTP APIs have a version, those of REST APIs have none.
  return readNative(claims, version === '1.0' ? bracketedGroups(plainGroupNames) : joinedGroups(plainGroupNames));
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

const makeCaller = ({ groups, claims, context, ...fields }: Fields, now: number): AuthorizedCaller => {
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
    context,
  });
};

/**
 * Makes a reader of what the authorizer in front of a function left: ours on REST, HTTP, WebSocket and AppSync APIs, the
 * JWT authorizers of HTTP and REST APIs, or the Cognito authorizer of REST APIs.
 *
 * It trusts API Gateway: the function must be reachable through it only. And it fails closed, because API Gateway's
 * cache outlives tokens, and a route may have lost its authorizer.
 *
 * @typeParam Context - What the authorizer's `context` function returns.
 * @param options - {@link AuthorizerContextOptions}.
 * @returns A function from a Lambda event to the caller. It throws {@link AuthError}: `missing_token` where no
 * authorizer left anything, `token_expired` past `exp`, `invalid_claims` for everything else that is not right.
 * @throws TypeError naming the option, what was given and what is expected.
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
  const name = 'authorizerContextReader';
  const given = readObject(`${name}: options`, options, ['clock', 'plainGroupNames']);
  const clock = readOptional(given, 'clock', () => Date.now(), readFunction<() => number>(`${name}: clock`));
  const plainGroupNames = readOptional(given, 'plainGroupNames', false, (value) =>
    typeof value === 'boolean' ? value : fail(`${name}: plainGroupNames`, value, 'true or false'),
  );
  return (event) => makeCaller(readFields(event, plainGroupNames), clock() / 1000);
};
