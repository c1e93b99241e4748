import { decodeToken } from '../tokens/jws.ts';

/** Claims in the context of a native authorizer of API Gateway. */
export type NativeClaims = Record<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** `Tue Apr 04 18:39:39 UTC 2023`. */
const javaDate = (seconds: number): string => {
  const [weekday = '', day, month, year, clock] = new Date(seconds * 1000).toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${day} ${clock} UTC ${year}`;
};

const restText = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(restText).join(',');
  return isObject(value) ? JSON.stringify(value) : String(value);
};

/** Formats values as Go's `fmt` does. */
const httpText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(httpText).join(' ')}]`;
  if (value === null) return '<nil>';
  if (!isObject(value)) return String(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${members.map(([name, member]) => `${name}:${httpText(member)}`).join(' ')}]`;
};

/**
 * Builds what the Cognito authorizer of a REST API passes to the function: all claims as text, groups joined by commas,
 * `exp` and `iat` as dates, `identities` without its brackets.
 *
 * @param token - A token of a test pool. It is decoded without verification.
 * @returns A new `authorizer` for `restEvent`.
 * @throws TypeError for text that is not a token.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
 * @example
 * ```ts
 * import { cognitoAuthorizerContext, restEvent } from '@cognito-guard/testing/lambda-events';
 *
 * const event = restEvent({ authorizer: cognitoAuthorizerContext(token) });
 * console.log(event.requestContext.authorizer); // { claims: { 'cognito:groups': 'staff,admins', … } }
 * ```
 */
export const cognitoAuthorizerContext = (token: string): { claims: NativeClaims } => ({
  claims: Object.fromEntries(
    Object.entries(decodeToken(token).payload).map(([name, value]) => {
      const isDate = (name === 'exp' || name === 'iat') && typeof value === 'number';
      return [name, isDate ? javaDate(value) : restText(value)];
    }),
  ),
});

/**
 * Builds what the JWT authorizer of a REST API passes to the function: all claims with their JSON types.
 *
 * @param token - A token of a test pool. It is decoded without verification.
 * @returns A new `authorizer` for `restEvent`.
 * @throws TypeError for text that is not a token.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-jwt-authorizer-claims.html
 * @example
 * ```ts
 * import { restEvent, restJwtAuthorizerContext } from '@cognito-guard/testing/lambda-events';
 *
 * const event = restEvent({ authorizer: restJwtAuthorizerContext(token) });
 * console.log(event.requestContext.authorizer); // { claims: { 'cognito:groups': ['staff', 'admins'], … } }
 * ```
 */
export const restJwtAuthorizerContext = (token: string): { claims: NativeClaims } => ({
  claims: { ...decodeToken(token).payload },
});

/**
 * Builds what the JWT authorizer of an HTTP API passes to the function: all claims as text, lists as `[a b]`.
 *
 * @param token - A token of a test pool. It is decoded without verification.
 * @param options - `scopes`: those that the route accepts; default null, as for a route without.
 * @returns A new `authorizer` for `httpEvent`; its `jwt` is the one for `httpEventV1`.
 * @throws TypeError for text that is not a token.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * @example
 * ```ts
 * import { httpEvent, jwtAuthorizerContext } from '@cognito-guard/testing/lambda-events';
 *
 * const event = httpEvent({ authorizer: jwtAuthorizerContext(token) });
 * console.log(event.requestContext.authorizer); // { jwt: { claims: { 'cognito:groups': '[staff admins]', … } } }
 * ```
 */
export const jwtAuthorizerContext = (
  token: string,
  { scopes = null }: { readonly scopes?: readonly string[] | null } = {},
): { jwt: { claims: NativeClaims; scopes: string[] | null } } => {
  const claims = Object.entries(decodeToken(token).payload).map(([name, value]) => [name, httpText(value)]);
  return { jwt: { claims: Object.fromEntries(claims), scopes: scopes && [...scopes] } };
};
