import { refusal } from '../errors/refusal.ts';
import { isRecord, type UnknownRecord } from '../lib/value-types.ts';
import { reservedNames } from './authorizer-context.ts';

/** The values that an authorizer passes to the function, not yet validated. */
export interface Fields {
  readonly [name: string]: unknown;
  readonly groups: readonly unknown[];
  readonly claims: UnknownRecord | undefined;
  readonly context: Readonly<Record<string, string>>;
}

/** @throws {@link AuthError} `invalid_claims`. */
export const invalid = (): never => {
  throw refusal(
    'invalid_claims',
    'The authorizer context does not have the form that @cognito-guard/authorizer writes.',
  );
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.isWellFormed();

export const readText = (value: unknown): string => (isText(value) ? value : invalid());

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

/** The members that the authorizer's `context` function added, as text: REST APIs convert them, HTTP APIs do not. */
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

/** Reads the context of @cognito-guard/authorizer. API Gateway passes some values as text. */
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
    acr,
    auth_time: authTime,
  } = context;
  const groups = readList(context['groups']);
  const fields = { tokenUse, sub, username, clientId, groups, scope, iss, userPoolId, exp, acr, authTime };
  return { ...fields, claims: undefined, context: readAdded(context) };
};

const noContext = Object.freeze({});

/**
 * Reads the claims that API Gateway's own authorizers pass on.
 *
 * @param splitGroups - Splits joined groups. The JWT authorizer of REST APIs passes a list.
 */
const readNative = (claims: UnknownRecord, splitGroups: (text: string) => readonly string[]): Fields => {
  const { sub, token_use: tokenUse, iss, scope, exp, acr, auth_time: authTime, 'cognito:groups': groups } = claims;
  const isId = tokenUse === 'id';
  return {
    tokenUse,
    sub,
    username: isId ? claims['cognito:username'] : claims['username'],
    clientId: isId ? claims['aud'] : claims['client_id'],
    groups: Array.isArray(groups) ? groups : groups === undefined ? [] : splitGroups(readText(groups)),
    // The claim, not `jwt.scopes` beside it, which holds the scopes of the route.
    scope,
    iss,
    userPoolId: undefined,
    exp,
    acr,
    authTime,
    claims: Object.freeze({ ...claims }),
    context: noContext,
  };
};

/** Splits groups that API Gateway has joined. Text without the separator is one group. */
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

/**
 * Finds the authorizer's values in a Lambda event.
 *
 * @throws {@link AuthError} `missing_token` where the event has none, `invalid_claims` where they are malformed.
 */
export const readFields = (event: unknown, plainGroupNames: boolean): Fields => {
  const { requestContext, version, identity } = isRecord(event) ? event : {};
  // AppSync: resolvers of a GraphQL API, handlers of an Event API.
  const { resolverContext, handlerContext = resolverContext } = isRecord(identity) ? identity : {};
  const { authorizer } = isRecord(requestContext) ? requestContext : { authorizer: handlerContext };
  const isThere = isRecord(authorizer) && Object.values(authorizer).some((value) => (value ?? null) !== null);
  if (!isThere) throw refusal('missing_token', 'The event has no authorizer context.');

  const { lambda, jwt, claims } = authorizer;
  // API Gateway never sends both. An event with both was built to have one read instead of the other.
  if ([lambda, jwt, claims].filter(isRecord).length > 1) return invalid();
  if (isRecord(lambda)) return readOurs(lambda);
  if (isRecord(jwt))
    return readNative(isRecord(jwt['claims']) ? jwt['claims'] : invalid(), bracketedGroups(plainGroupNames));
  if (!isRecord(claims)) return readOurs(authorizer);
  // A native authorizer with payload 1.0: events of HTTP APIs have a version, those of REST APIs have none.
  return readNative(claims, version === '1.0' ? bracketedGroups(plainGroupNames) : joinedGroups(plainGroupNames));
};
