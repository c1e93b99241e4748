import { type Auth, AuthError } from '@cognito-guard/core';
import type { Rules } from './options.ts';

/** Why requirements are not met. */
export interface Refusal {
  readonly code: 'insufficient_scope' | 'insufficient_group' | 'forbidden';
  /** The required scopes, space-separated, where a scope is missing. */
  readonly scope: string | undefined;
}

/** Wraps an error of `check`: API Gateway would answer 401 to an error with the message `Unauthorized`. */
const codeOf = (compiled: Rules['compiled'], auth: Auth): Refusal['code'] | undefined => {
  try {
    return compiled?.refusal(auth);
  } catch (cause) {
    throw new Error('A check threw, which is a server error.', { cause });
  }
};

/**
 * Evaluates requirements for a verified token.
 *
 * @returns The refusal; undefined where the token meets all of them.
 * @throws Error whose cause is the error of a `check`: a server error, not a refusal.
 */
export const refusalOf = ({ compiled }: Rules, auth: Auth): Refusal | undefined => {
  const code = codeOf(compiled, auth);
  if (compiled === undefined || code === undefined) return undefined;
  const { scope } = compiled;
  return { code, scope: code === 'insufficient_scope' ? scope : undefined };
};

/**
 * Returns the context's members about refusals, from which a `GatewayResponse` makes a challenge (RFC 6750 §3.1). API
 * Gateway caches the answer for every route that it denies, so the members state only what applies to all of them.
 *
 * @param refusals - One for each set of requirements that the token does not meet.
 * @returns `error`, `error_description`, `required_scope` where it is known, and `challenge`, the complete value of
 * `WWW-Authenticate`, because a GatewayResponse cannot concatenate text.
 */
export const refusalContext = (refusals: readonly Refusal[]): Record<string, string> => {
  const [first] = refusals;
  if (first === undefined) return {};
  const { code, scope } = first;
  const isCommon = refusals.every((other) => other.code === code);
  const hasScope = scope !== undefined && refusals.every(({ scope: other }) => other === scope);
  const { headers, message } = new AuthError(isCommon ? code : 'forbidden', hasScope ? { challenge: { scope } } : {});
  const { 'WWW-Authenticate': challenge = 'Bearer' } = headers;
  return {
    error: 'insufficient_scope',
    error_description: message,
    ...(hasScope ? { required_scope: scope } : {}),
    challenge,
  };
};
