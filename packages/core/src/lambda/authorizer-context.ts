import type { Auth } from '../token/auth.ts';

/** What an authorizer's `context` function adds for the function behind it. What is undefined is left out. */
export type AddedContext = Readonly<Record<string, string | number | boolean | undefined>>;

/** Names that mean something: to our readers, in our answers, to API Gateway. */
export const reservedNames: ReadonlySet<string> = new Set([
  ...['sub', 'username', 'client_id', 'token_use', 'scope', 'iss', 'user_pool_id', 'exp', 'groups'],
  ...['error', 'error_description', 'required_scope', 'challenge'],
  ...['principalId', 'integrationLatency', 'claims', 'scopes', 'jwt', 'lambda', 'iam'],
]);

/** What may be added, as text. No message shows a value: it may be a claim. */
const addedText = (added: AddedContext): Record<string, string> => {
  const isRecord = typeof added === 'object' && added !== null && !Array.isArray(added);
  if (!isRecord) throw new TypeError('context must return an object of text, numbers and booleans.');
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
});

/**
 * What an authorizer leaves for the function behind it, as REST APIs, WebSocket APIs and payload 1.0 take it: flat,
 * because a list is answered with 500. Read it with `authorizerContextReader`.
 *
 * @param auth - A verified token.
 * @param added - What else the function shall know, such as a tenant; default nothing.
 * @returns `sub`, `username`, `client_id`, `token_use`, `scope`, `iss`, `user_pool_id`, `exp`, and `groups` as the JSON
 * text of a list; what was added; all of it text, so that nothing on the way rewrites a number. Never the token.
 * @throws TypeError where `added` has a reserved name, or a value that is no text, finite number or boolean.
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
  exp: String(Math.floor(auth.expiresAt)),
  // In ASCII, whatever the way there makes of other text.
  groups: JSON.stringify([...auth.groups]).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
});

/**
 * What an authorizer leaves for the function behind it, as HTTP APIs with payload 2.0 take it. Read it with
 * `authorizerContextReader`.
 *
 * @param auth - A verified token.
 * @param added - What else the function shall know; default nothing.
 * @returns The same as {@link toFlatContext}, with `groups` as a list and `exp` as a number.
 * @throws TypeError as {@link toFlatContext} does.
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
  exp: Math.floor(auth.expiresAt),
  groups: [...auth.groups],
});
