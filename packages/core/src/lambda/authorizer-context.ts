import { isRecord } from '../lib/value-types.ts';
import type { Auth } from '../token/auth.ts';

/** The values that an authorizer's `context` function passes to the function; undefined members are left out. */
export type AddedContext = Readonly<Record<string, string | number | boolean | undefined>>;

/** Names that cognito-guard or API Gateway uses. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...['sub', 'username', 'client_id', 'token_use', 'scope', 'iss', 'user_pool_id', 'exp', 'groups', 'acr', 'auth_time'],
  ...['error', 'error_description', 'required_scope', 'challenge'],
  ...['principalId', 'integrationLatency', 'claims', 'scopes', 'jwt', 'lambda', 'iam'],
]);

/** Converts the added values to text. No message contains a value, because it may be a claim. */
const addedText = (added: AddedContext): Record<string, string> => {
  if (!isRecord(added)) throw new TypeError('context must return an object of text, numbers and booleans.');
  return Object.fromEntries(
    Object.entries(added).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (reservedNames.has(name)) throw new TypeError(`context returned "${name}", a reserved name. Choose another.`);
      const isFlat = ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
      if (!isFlat) throw new TypeError(`context returned "${name}", which is not text, a finite number or a boolean.`);
      return [[name, String(value)]];
    }),
  );
};

const contextOf = (auth: Auth): Record<string, string> => ({
  sub: auth.subject,
  ...(auth.username === undefined ? {} : { username: auth.username }),
  client_id: auth.clientId,
  token_use: auth.tokenUse,
  scope: [...auth.scopes].join(' '),
  iss: auth.issuer,
  user_pool_id: auth.userPoolId,
  ...(auth.acr === undefined ? {} : { acr: auth.acr }),
});

/** @returns When the user signed in, a whole number of seconds like `exp`. */
const authTimeOf = ({ authTime }: Auth): { readonly auth_time?: number } =>
  authTime === undefined ? {} : { auth_time: Math.floor(authTime) };

/**
 * Returns the context that an authorizer passes to the function on REST APIs, WebSocket APIs and payload 1.0. It is
 * flat, because API Gateway answers 500 to a list. Read it with `authorizerContextReader`.
 *
 * @param auth - A verified token.
 * @param added - More values for the function, such as a tenant; default none.
 * @returns `sub`, `username`, `client_id`, `token_use`, `scope`, `iss`, `user_pool_id`, `acr`, `auth_time`, `exp`, and
 *   `groups` as the JSON text of a list; and the added values. All values are text, so that API Gateway does not reformat numbers. The token
 *   is not among them.
 * @throws TypeError where `added` has a reserved name, or a value other than text, a finite number or a boolean.
 * @example
 * ```ts
 * import { toFlatContext } from '@cognito-guard/core/lambda';
 *
 * console.log(toFlatContext(auth)['groups']); // '["admins","ops"]'
 * ```
 */
export const toFlatContext = (auth: Auth, added: AddedContext = {}): Record<string, string> => ({
  ...addedText(added),
  ...contextOf(auth),
  ...Object.fromEntries(Object.entries(authTimeOf(auth)).map(([name, time]) => [name, String(time)])),
  exp: String(Math.floor(auth.expiresAt)),
  // In ASCII, so that API Gateway cannot change other characters.
  groups: JSON.stringify([...auth.groups]).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
});

/**
 * Returns the context that an authorizer passes to the function on HTTP APIs with payload 2.0. Read it with
 * `authorizerContextReader`.
 *
 * @param auth - A verified token.
 * @param added - More values for the function; default none.
 * @returns The same as {@link toFlatContext}, with `groups` as a list, `auth_time` and `exp` as numbers.
 * @throws TypeError like {@link toFlatContext}.
 * @example
 * ```ts
 * import { toJsonContext } from '@cognito-guard/core/lambda';
 *
 * const answer = { isAuthorized: true, context: toJsonContext(auth) };
 * ```
 */
export const toJsonContext = (
  auth: Auth,
  added: AddedContext = {},
): Record<string, string | number | readonly string[]> => ({
  ...addedText(added),
  ...contextOf(auth),
  ...authTimeOf(auth),
  exp: Math.floor(auth.expiresAt),
  groups: [...auth.groups],
});
